import { startRecordingEndpoint, type RecordingEndpoint } from "@peekjs/testing";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { createPeek, type Peek } from "../../src/index.edge.ts";

let time = 0;
vi.mock("../../src/time/clock.ts", () => ({ now: () => time }));

let endpoint: RecordingEndpoint;
let client: Peek;
let said: string[];
beforeEach(async () => {
  endpoint = await startRecordingEndpoint();
  said = [];
  vi.stubGlobal("navigator", { userAgent: "Cloudflare-Workers" });
  client = createPeek({ endpoint: endpoint.url, onError: ({ code }) => said.push(code) });
});
afterEach(async () => {
  vi.unstubAllGlobals();
  await client.shutdown({ timeout: 0 });
  await endpoint.close();
});

function recordAfter(milliseconds: number): void {
  time += milliseconds;
  client.recordRequest({ method: "GET", durationMs: 1 });
}

it("says once that nobody flushes, where requests end what they started", () => {
  for (const milliseconds of [0, 4_999, 1, 1, 60_000]) recordAfter(milliseconds);
  expect(said).toEqual(["PEEK_W_SERVERLESS"]);
});

it("has nothing to say where somebody flushes in time", async () => {
  recordAfter(0);
  recordAfter(4_999);
  await client.flush();
  recordAfter(60_000);
  expect(said).toEqual([]);
});

it("has nothing to say in a process, which goes on after a request", () => {
  vi.stubGlobal("navigator", { userAgent: "Deno/2" });
  recordAfter(0);
  recordAfter(60_000);
  expect(said).toEqual([]);
});

it("takes the context of the request from the platform", async () => {
  const promises: Promise<unknown>[] = [];
  const context = { waitUntil: (promise: Promise<unknown>) => void promises.push(promise) };
  vi.stubGlobal("Netlify", { context });
  recordAfter(0);
  await Promise.all(promises);
  expect(endpoint.requests).toHaveLength(1);
});
