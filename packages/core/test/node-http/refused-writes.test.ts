import type { ServerResponse } from "node:http";
import { connect } from "node:net";
import { expect, test, vi } from "vitest";
import { ask, GET } from "../support/ask.ts";
import { serveObserved } from "../support/serve-observed.ts";

const LAST = GET.replace("host", "connection: close\r\nhost");

function attempt(write: () => void): void {
  expect(write).toThrow();
}

const endOddly = (outgoing: ServerResponse): void =>
  attempt(() => outgoing.end("hello", "bogus" as BufferEncoding));

test("an end in an encoding that there is not sends no body", async () => {
  const { port, recorded } = await serveObserved((_incoming, outgoing) => {
    endOddly(outgoing);
    socket.destroy();
  });
  const socket = connect(port, "127.0.0.1");
  socket.write(GET);
  expect(await recorded(1)).toMatchObject([{ outcome: "client_abort", responseBytes: 0 }]);
});

test("and the next one sends its own", async () => {
  const { port, recorded } = await serveObserved((_incoming, outgoing) => {
    endOddly(outgoing);
    outgoing.end("right");
  });
  expect((await ask(port, LAST)).split("\r\n\r\n")[1]).toBe("right");
  expect(await recorded(1)).toMatchObject([{ status: 200, responseBytes: 5 }]);
});

test.each([204, 304])(
  "of an error behind a head with %s that Node refused, no body is sent",
  async (status) => {
    const { port, recorded } = await serveObserved((_incoming, outgoing) => {
      attempt(() => outgoing.writeHead(status, { "x-odd": "\n" }));
      outgoing.statusCode = 500;
      outgoing.end("hello");
    });
    const body = (await ask(port, LAST)).split("\r\n\r\n")[1]!;
    expect(await recorded(1)).toMatchObject([{ status: 500, responseBytes: body.length }]);
  },
);

test("what an app's own end throws comes through, whatever that is", async () => {
  const thrown = vi.fn<(what: unknown) => void>();
  const { port, recorded } = await serveObserved((_incoming, outgoing) => {
    const inherited: unknown = Object.getPrototypeOf(outgoing);
    const end = (): never => {
      outgoing.writeHead(200);
      throw null;
    };
    Object.setPrototypeOf(outgoing, Object.assign(Object.create(inherited as object), { end }));
    try {
      outgoing.end();
    } catch (error) {
      thrown(error);
    }
    Object.setPrototypeOf(outgoing, inherited as object);
    outgoing.end("right");
  });
  expect(await ask(port, LAST)).toContain("right");
  expect(thrown).toHaveBeenCalledWith(null);
  expect(await recorded(1)).toMatchObject([{ status: 200, responseBytes: 5 }]);
});
