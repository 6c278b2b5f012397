import { once } from "node:events";
import { connect } from "node:net";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { observe } from "../../src/node-http/index.ts";
import { ask, GET } from "../support/ask.ts";
import { type Observing, startObserving } from "../support/observing.ts";

let app: Observing;

beforeEach(async () => {
  app = await startObserving();
});
afterEach(() => app.end());

describe("what Node answers past the response", () => {
  const post = "POST / HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n";

  async function send(port: number, malformed: string): Promise<string> {
    const socket = connect(port, "127.0.0.1")
      .setEncoding("latin1")
      .on("error", () => undefined);
    let received = "";
    socket.on("data", (text: string) => (received += text)).write(post + malformed);
    await once(socket, "close");
    return received;
  }

  test("to a body that is malformed", async () => {
    const { port } = await app.serve((incoming, outgoing) => {
      observe(app.mount, incoming, incoming, outgoing);
      incoming.on("error", () => undefined).resume();
    });
    expect(await send(port, "no size\r\n")).toMatch(/^HTTP\/1.1 400 /);
    const [record] = await app.recorded(1);
    expect(record).toMatchObject({ status: 400, requestBytes: 3, responseBytes: 0 });
    expect([record!.outcome, record!.ttfbMs]).toEqual([undefined, undefined]);
  });

  test("to a body that takes too long", async () => {
    const { port } = await app.serve((incoming, outgoing) => {
      observe(app.mount, incoming, incoming, outgoing);
      incoming.on("error", () => undefined).resume();
      const late = Object.assign(new Error("late"), { code: "ERR_HTTP_REQUEST_TIMEOUT" });
      incoming.socket.emit("error", late);
    });
    expect(await send(port, "")).toMatch(/^HTTP\/1.1 408 /);
    expect(await app.recorded(1)).toMatchObject([{ status: 408, responseBytes: 0 }]);
  });

  test("nothing, behind a head that has left", async () => {
    const { port } = await app.serve((incoming, outgoing) => {
      observe(app.mount, incoming, incoming, outgoing);
      incoming.on("error", () => undefined).resume();
      outgoing.write("part");
    });
    expect(await send(port, "no size\r\n")).not.toContain("400");
    expect(await app.recorded(1)).toMatchObject([{ outcome: "server_abort", responseBytes: 4 }]);
  });

  test("nothing, where the app answers such errors", async () => {
    const { server, port } = await app.serve((incoming, outgoing) => {
      observe(app.mount, incoming, incoming, outgoing);
      incoming.on("error", () => undefined).resume();
    });
    server.on("clientError", (_, socket) => void socket.destroy());
    await send(port, "no size\r\n");
    const [record] = await app.recorded(1);
    expect([record!.status, record!.outcome]).toEqual([undefined, "server_abort"]);
  });
});

test.each([false, true])(
  "an app's own answer on the socket is one of which nothing is known, behind a proxy: %s",
  async (isBehindProxy) => {
    const { port } = await app.serve((incoming, outgoing) => {
      observe(app.mount, incoming, incoming, isBehindProxy ? new Proxy(outgoing, {}) : outgoing);
      incoming.socket.end("HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\nraw");
    });
    expect(await ask(port, GET)).toMatch(/raw$/);
    const [{ outcome, status, responseBytes } = {}] = await app.recorded(1);
    expect([outcome, status, responseBytes]).toEqual([undefined, undefined, undefined]);
  },
);

test("an app's own answer to a body that is malformed is one of which nothing is known", async () => {
  const { server, port } = await app.serve((incoming, outgoing) => {
    observe(app.mount, incoming, incoming, outgoing);
    incoming.on("error", () => undefined).resume();
  });
  server.on("clientError", (error, socket) => {
    socket.write("HTTP/1.1 400 Bad Request\r\ncontent-length: 3\r\n\r\nbad");
    socket.destroy(error);
  });
  const socket = connect(port, "127.0.0.1")
    .resume()
    .on("error", () => undefined);
  socket.write("POST / HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\nno size\r\n");
  await once(socket, "close");
  const [{ outcome, status, responseBytes } = {}] = await app.recorded(1);
  expect([outcome, status, responseBytes]).toEqual([undefined, undefined, undefined]);
});
