import type { ServerResponse } from "node:http";
import { expect, test } from "vitest";
import { ask, GET } from "../support/ask.ts";
import { serveObserved } from "../support/serve-observed.ts";

const LARGE = 32 * 1024 * 1024;

/** Answers without an end, as those who pipe a file do until they have seen that it ended. */
type Answer = (outgoing: ServerResponse) => void;

const HEAD = GET.replace("GET", "HEAD");

test.each<[what: string, request: string, answer: Answer, status: number, bytes: number]>([
  ["a body", GET, (r) => r.writeHead(200, { "content-length": 5 }).write("12345"), 200, 5],
  ["an empty body", GET, (r) => r.writeHead(404, { "content-length": 0 }).flushHeaders(), 404, 0],
  [
    "a head for HEAD",
    HEAD,
    (r) => r.writeHead(200, { "content-length": 5 }).flushHeaders(),
    200,
    0,
  ],
  ["a head without content", GET, (r) => r.writeHead(204).flushHeaders(), 204, 0],
])("a client that leaves with all of %s that was announced has its answer", async (...row) => {
  const [, request, answer, status, bytes] = row;
  const { port, recorded } = await serveObserved((_incoming, outgoing) => answer(outgoing));
  await ask(port, request, (socket) => socket.end());
  const [record] = await recorded(1);
  expect(record).toMatchObject({ status, responseBytes: bytes });
  expect(record).not.toHaveProperty("outcome");
});

test.each<[what: string, answer: Answer]>([
  ["a part", (r) => r.writeHead(200, { "content-length": 5 }).write("1234")],
  ["the head", (r) => r.writeHead(200, { "content-length": 5 }).flushHeaders()],
  ["what has no announced length", (r) => r.writeHead(200).write("12345")],
  [
    "the beginning",
    (r) => r.writeHead(200, { "content-length": LARGE }).write(Buffer.alloc(LARGE)),
  ],
])("one that leaves with %s has not", async (_, answer) => {
  const { port, recorded } = await serveObserved((_incoming, outgoing) => answer(outgoing));
  await ask(port, GET, (socket) => socket.destroy());
  expect(await recorded(1)).toMatchObject([{ status: 200, outcome: "client_abort" }]);
});

test("an app that breaks off behind all that it announced has answered", async () => {
  const { port, recorded } = await serveObserved((_incoming, outgoing) => {
    outgoing.writeHead(200, { "content-length": 5 });
    outgoing.write("12345", () => outgoing.destroy());
  });
  await ask(port, GET);
  const [record] = await recorded(1);
  expect(record).toMatchObject({ status: 200, responseBytes: 5 });
  expect(record).not.toHaveProperty("outcome");
});
