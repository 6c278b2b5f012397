import type { RecordingEndpoint } from "@peekjs/testing";
import { startClient } from "@peekjs/testing/conformance";
import { afterEach, expect, test, vi } from "vitest";
import { type Adapter, createMount } from "../../src/adapter.ts";
import { now } from "../../src/time/clock.ts";
import { createObserver, watchReturned } from "../../src/fetch/index.ts";
import { createPeek } from "../../src/index.node.ts";

afterEach(() => vi.unstubAllGlobals());

const framework: Adapter<Request> = { name: "web", version: "1", routeOf: () => "/slow" };

let begun = 0;
let leftBy = 0;

async function record(
  answer: (leave: () => void) => unknown,
  init: RequestInit = {},
): Promise<RecordingEndpoint["requests"][0]> {
  const { client, endpoint } = await startClient(createPeek);
  const mount = createMount(client, {}, framework);
  const peer = new AbortController();
  const raw = new Request("http://app.test/slow", { ...init, signal: peer.signal });
  begun = now();
  const observeRequest = createObserver(mount, { watch: watchReturned });
  await observeRequest(raw, raw, undefined, async () => answer(() => peer.abort()));
  await client.shutdown();
  expect(endpoint.requests).toHaveLength(1);
  return endpoint.requests[0]!;
}

/** The client leaves at once, the handler answers later. */
const leaveEarly = (leave: () => void): Response => {
  leave();
  leftBy = now();
  while (now() < leftBy + 5);
  return new Response("nobody reads this", { headers: { "content-length": "17" } });
};

test("on Bun a client that leaves before the answer: no status, and the time until it left", async () => {
  vi.stubGlobal("Bun", {});
  const left = await record(leaveEarly);
  expect(left).toMatchObject({ route: "/slow", outcome: "client_abort" });
  expect(left.durationMs).toBeLessThan(leftBy - begun + 1);
  expect(left).not.toHaveProperty("status");
  expect(left).not.toHaveProperty("responseBytes");
});

test("on Bun a client that leaves: the length of its body only where there is none", async () => {
  vi.stubGlobal("Bun", {});
  const upload = await record(leaveEarly, { method: "POST", headers: { "content-length": "9" } });
  expect(upload).not.toHaveProperty("requestBytes");
  expect(await record(leaveEarly)).toMatchObject({ requestBytes: 0 });
});

test("on Bun a client that leaves a handler that never answers is reported, and runs no more", async () => {
  vi.stubGlobal("Bun", {});
  const { client, endpoint } = await startClient(createPeek);
  const mount = createMount(client, {}, framework);
  const peer = new AbortController();
  const raw = new Request("http://app.test/slow", { signal: peer.signal });
  const observeRequest = createObserver(mount, { watch: watchReturned });
  let answer!: (response: Response) => void;
  const hanging = new Promise<Response>((resolve) => (answer = resolve));
  const answered = observeRequest(raw, raw, undefined, () => hanging);
  peer.abort();
  await client.flush();
  expect(endpoint.requests).toMatchObject([{ route: "/slow", outcome: "client_abort" }]);
  answer(new Response("late"));
  await answered;
  await client.shutdown();
  expect(endpoint.requests).toHaveLength(1);
  expect(mount.openRequests()).toEqual([]);
});

test("on Bun a client that stays", async () => {
  vi.stubGlobal("Bun", {});
  const stayed = await record(() => new Response("ok"));
  expect(stayed).toMatchObject({ status: 200 });
  expect(stayed).not.toHaveProperty("outcome");
});

test("elsewhere the signal is not looked at: Deno's fires for answers that arrive too", async () => {
  const signal = vi.spyOn(Request.prototype, "signal", "get");
  expect(await record(leaveEarly)).toMatchObject({ status: 200 });
  expect(signal).not.toHaveBeenCalled();
});
