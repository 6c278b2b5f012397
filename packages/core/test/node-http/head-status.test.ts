import { get, type IncomingMessage, type ServerResponse } from "node:http";
import { once } from "node:events";
import { expect, test } from "vitest";
import { serveObserved } from "../support/serve-observed.ts";

/** How an app makes up a head before it writes anything. */
const ANSWERS: [what: string, answer: (outgoing: ServerResponse) => void, status: number][] = [
  ["a status set behind writeHead is not sent", (r) => setBehind(r.writeHead(202)), 202],
  [
    "nor is one with its message",
    (r) => {
      r.statusMessage = "Not Found";
      setBehind(r.writeHead(202));
    },
    202,
  ],
  [
    "a second writeHead is refused",
    (r) => {
      r.writeHead(202);
      expect(() => r.writeHead(404)).toThrow("after they are sent");
      r.end("ok");
    },
    202,
  ],
  [
    "writeHead with a status that Node refuses",
    (r) => {
      expect(() => r.writeHead(42)).toThrow(RangeError);
      r.writeHead(503, "Later", ["x-a", "1"]).end("ok");
    },
    503,
  ],
  [
    "a head without writeHead",
    (r) => {
      r.statusCode = 201;
      r.flushHeaders();
      setBehind(r);
    },
    201,
  ],
  [
    "another writeHead of the app's own",
    (r) => {
      const { writeHead } = r;
      r.writeHead = function own(this: ServerResponse, status: number) {
        return writeHead.call(this, status + 1);
      };
      setBehind(r.writeHead(202));
    },
    203,
  ],
];

function setBehind(outgoing: ServerResponse): void {
  outgoing.statusCode = 404;
  outgoing.statusMessage = "Not Found";
  outgoing.end("ok");
}

// The second time the response tells what the first time was read out of its head.
test.each([...ANSWERS, ...ANSWERS])("%s", async (_, answer, status) => {
  const { port, recorded } = await serveObserved((_incoming, outgoing) => answer(outgoing));
  const [response] = (await once(get({ port }), "response")) as [IncomingMessage];
  response.resume();
  expect(response.statusCode).toBe(status);
  expect(await recorded(1)).toMatchObject([{ status, responseBytes: 2 }]);
});

test("writeHead returns the response, and gets what it was given", async () => {
  const { port } = await serveObserved((_incoming, outgoing) => {
    expect(outgoing.writeHead(200, "Fine", { "x-a": "b" })).toBe(outgoing);
    outgoing.end();
  });
  for (let n = 0; n < 2; n++) {
    const [response] = (await once(get({ port }), "response")) as [IncomingMessage];
    response.resume();
    expect(response).toMatchObject({ statusMessage: "Fine", headers: { "x-a": "b" } });
  }
});
