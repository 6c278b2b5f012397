import { get, type IncomingMessage, type ServerResponse } from "node:http";
import { once } from "node:events";
import { expect, test } from "vitest";
import { serveObserved } from "../support/serve-observed.ts";

/** How an app makes up a head before it writes anything. */
const ANSWERS: [what: string, answer: (outgoing: ServerResponse) => void, status: number][] = [
  ["a status set behind writeHead is not sent", (r) => setBehind(r.writeHead(202)), 202],
  [
    "nor is one set behind a writeHead with a message of its own",
    (r) => setBehind(r.writeHead(202, "Wait")),
    202,
  ],
  ["a status without a message of Node's", (r) => setBehind(r.writeHead(299)), 299],
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
  outgoing.end("ok");
}

test.each(ANSWERS)("%s", async (_, answer, status) => {
  const { port, recorded } = await serveObserved((_incoming, outgoing) => answer(outgoing));
  const [response] = (await once(get({ port }), "response")) as [IncomingMessage];
  response.resume();
  expect(response.statusCode).toBe(status);
  expect(await recorded(1)).toMatchObject([{ status, responseBytes: 2 }]);
});
