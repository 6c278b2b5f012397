import { createPeek } from "@peekjs/core";
import { peek } from "@peekjs/elysia";
import { startClient } from "@peekjs/testing/conformance";
import { Elysia } from "elysia";
import { expect, test, vi } from "vitest";

const ANSWERED = { route: "/live", status: 200, outcome: "completed" };
const HANDSHAKE = { upgrade: "websocket", "sec-websocket-key": "key" };

/** The record of a request to an app on a server like Bun's, which `tests/runtimes` starts itself. */
async function recordOf(
  server: { port?: number; requestIP?: () => unknown },
  init: RequestInit = { headers: HANDSHAKE },
): Promise<unknown> {
  const { client, endpoint } = await startClient(createPeek);
  const app = new Elysia().use(peek(client)).get("/live", () => "");
  Object.assign(app, { server });
  await app.handle(new Request("http://app.test/live", init));
  await client.flush();
  const { route, status, outcome = "completed" } = endpoint.requests[0]!;
  return { route, status, outcome };
}

test("a handshake whose client has no address any more is one that the server took", async () => {
  const record = await recordOf({ port: 80, requestIP: () => null });
  expect(record).toEqual({ route: "/live", status: 101, outcome: "upgrade" });
});

test("one whose client still has its address got what the app answered", async () => {
  expect(await recordOf({ port: 80, requestIP: () => ({ port: 5000 }) })).toEqual(ANSWERED);
});

test("one whose client has left was not taken", async () => {
  const init = { headers: HANDSHAKE, signal: AbortSignal.abort() };
  expect(await recordOf({ port: 80, requestIP: () => null }, init)).toEqual(ANSWERED);
});

test("where addresses tell nothing the answer is reported: at a Unix socket, on another server", async () => {
  expect(await recordOf({ requestIP: () => null })).toEqual(ANSWERED);
  expect(await recordOf({ port: 80 })).toEqual(ANSWERED);
});

test("requests that ask for no WebSocket cost no look at the address", async () => {
  const requestIP = vi.fn(() => null);
  expect(await recordOf({ port: 80, requestIP }, {})).toEqual(ANSWERED);
  expect(requestIP).not.toHaveBeenCalled();
});
