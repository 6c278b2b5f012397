import { startClient } from "@peekjs/testing/conformance";
import { afterEach, expect, test, vi } from "vitest";
import { type Adapter, createMount } from "../../src/adapter/index.ts";
import { observeFetch } from "../../src/fetch/index.process.ts";
import { createPeek } from "../../src/index.node.ts";

let time = 1_000;
vi.mock("../../src/clock.ts", () => ({ now: () => time }));

afterEach(() => vi.unstubAllGlobals());

const framework: Adapter<Request> = { name: "web", version: "1", routeOf: () => "/slow" };

async function record(answer: (leave: () => void) => unknown): Promise<object> {
  const { client, endpoint } = await startClient(createPeek);
  const mount = createMount(client, {}, framework);
  const peer = new AbortController();
  const raw = new Request("http://app.test/slow", { signal: peer.signal });
  await observeFetch(mount, { request: raw, raw }, async () => answer(() => peer.abort()));
  await client.shutdown();
  expect(endpoint.requests).toHaveLength(1);
  return endpoint.requests[0]!;
}

/** The client leaves after 100 ms, the handler answers after 600. */
const leaveEarly = (leave: () => void): Response => {
  time += 100;
  leave();
  time += 500;
  return new Response("nobody reads this", { headers: { "content-length": "17" } });
};

test("on Bun a client that leaves before the answer: no status, and the time until it left", async () => {
  vi.stubGlobal("Bun", {});
  const left = await record(leaveEarly);
  expect(left).toMatchObject({ route: "/slow", outcome: "client_abort", durationMs: 100 });
  expect(left).not.toHaveProperty("status");
  expect(left).not.toHaveProperty("responseBytes");
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
