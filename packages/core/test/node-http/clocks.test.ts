import { once } from "node:events";
import { connect } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import { observe, setHandled } from "../../src/node-http/index.ts";
import { type Observing, startObserving } from "../support/observing.ts";

let app: Observing;

beforeEach(async () => {
  app = await startObserving();
});
afterEach(() => app.end());

/** Keeps the event loop from everything else. */
function compute(milliseconds: number): void {
  const end = performance.now() + milliseconds;
  while (performance.now() < end);
}

test("what the app computes behind an answer that has left is not its client's wait", async () => {
  const { port } = await app.serve((incoming, outgoing) => {
    observe(app.mount, incoming, incoming, outgoing);
    outgoing.end("all");
    compute(20);
  });
  for (let i = 0; i < 2; i++) await (await fetch(`http://127.0.0.1:${port}/`)).text();
  const [, record] = await app.recorded(2);
  expect(record!.ttfbMs).toBeGreaterThan(0);
  expect(record!.durationMs).toBe(record!.ttfbMs);
});

test("a head that leaves before the end has a time of its own", async () => {
  const { port } = await app.serve((incoming, outgoing) => {
    observe(app.mount, incoming, incoming, outgoing);
    outgoing.write("head and half, ");
    compute(5);
    outgoing.end("half");
  });
  for (let i = 0; i < 2; i++) await (await fetch(`http://127.0.0.1:${port}/`)).text();
  const [, record] = await app.recorded(2);
  expect(record!.durationMs - record!.ttfbMs!).toBeGreaterThanOrEqual(5);
});

test("a handler that is done behind the end is not done after the request", async () => {
  const { port } = await app.serve((incoming, outgoing) => {
    const exchange = observe(app.mount, incoming, incoming, outgoing)!;
    outgoing.end("all");
    compute(5);
    setHandled(exchange);
  });
  for (let i = 0; i < 2; i++) await (await fetch(`http://127.0.0.1:${port}/`)).text();
  const [, record] = await app.recorded(2);
  expect(record!.handlerMs! - record!.ttfbMs!).toBeGreaterThanOrEqual(5);
  expect(record!.durationMs).toBeGreaterThanOrEqual(record!.handlerMs!);
});

test("an answer that the connection does not take at once lasts until it has", async () => {
  let slow = 0;
  const { port } = await app.serve((incoming, outgoing) => {
    observe(app.mount, incoming, incoming, outgoing);
    outgoing.end(Buffer.alloc(32 * 1024 * 1024));
    slow = outgoing.socket!.writableLength;
    compute(5);
    socket.resume();
  });
  const socket = connect(port, "127.0.0.1").pause();
  socket.write("GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n");
  await once(socket, "end");
  const [record] = await app.recorded(1);
  expect(slow).toBeGreaterThan(0);
  expect(record!.durationMs - record!.ttfbMs!).toBeGreaterThanOrEqual(5);
});
