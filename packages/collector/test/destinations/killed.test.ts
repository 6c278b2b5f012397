import { startVendor, type VendorRequest } from "@peekjs/testing";
import { expect, it } from "vitest";
import { CollectorProcess, type Target } from "./support/collector-process.ts";
import { calls, idsOf, numbered, temporaryFolder } from "./support/events.ts";

const BATCHES = 60;
const SIZE = 5;
/** Milliseconds, for a busy machine. */
const EVENTUALLY = { timeout: 60_000 };
const JSON_BODY = { "content-type": "application/json" };

it("delivers everything acknowledged, by event id, though the collector is killed in the middle", async () => {
  await using good = await startVendor();
  let requests = 0;
  await using failing = await startVendor(() => (requests++ % 7 === 3 ? { status: 503 } : {}));
  await using dead = await startVendor(() => "hang");
  const hooks = [good, failing, dead].map(({ url }, i) => hook(`hook-${i}`, url));
  const collector = await CollectorProcess.start(temporaryFolder(), hooks);
  let acknowledged = 0;
  const client = (async () => {
    for (let batch = 0; batch < BATCHES; batch++) {
      await collector.send(calls(batch * SIZE + 1, (batch + 1) * SIZE));
      acknowledged++;
    }
  })();
  for (const enough of [12, 33]) {
    await expect.poll(() => acknowledged, { ...EVENTUALLY, interval: 1 }).toBeGreaterThan(enough);
    await collector.kill();
    await collector.start();
  }
  await client;
  const all = numbered(1, BATCHES * SIZE).toSorted();
  for (const vendor of [good, failing]) {
    const unique = (): string[] => [...new Set(idsOf(vendor.requests))].toSorted();
    await expect.poll(unique, EVENTUALLY).toEqual(all);
  }
}, 180_000);

it("sends after a start what had only been acknowledged", async () => {
  await using vendor = await startVendor(() => "reset");
  const collector = await CollectorProcess.start(temporaryFolder(), [hook("hook", vendor.url)]);
  await collector.send(calls(1, 50));
  await collector.kill();
  vendor.answer = () => ({});
  const before = vendor.requests.length;
  await collector.start();
  const unique = (): string[] => [...new Set(idsOf(vendor.requests.slice(before)))].toSorted();
  await expect.poll(unique, EVENTUALLY).toEqual(numbered(1, 50).toSorted());
}, 180_000);

it("sends a span again under its ids when it is killed before it has the answer", async () => {
  await using vendor = await startVendor(() => "hang");
  const target = { type: "otlp", name: "otlp", url: vendor.url } as const;
  const collector = await CollectorProcess.start(temporaryFolder(), [target]);
  const resource = { service: "shop", environment: "test" };
  const request = { timestamp: Date.now(), method: "GET", durationMs: 1 };
  const body = JSON.stringify({ version: 1, resource, requests: [request, request] });
  await fetch(`${collector.url}/v1/ingest`, { method: "POST", body, headers: JSON_BODY });
  await expect.poll(() => vendor.requests.length, EVENTUALLY).toBeGreaterThan(0);
  await collector.kill();
  const taken = vendor.requests.flatMap(spanIdsOf);
  expect(new Set(taken).size).toBe(2);
  const before = vendor.requests.length;
  vendor.answer = () => ({});
  await collector.start();
  await expect
    .poll(async () => (await collector.stats())["otlp"], EVENTUALLY)
    .toMatchObject({ delivered: 2, pending: 0 });
  const again = vendor.requests.slice(before).flatMap(spanIdsOf);
  expect(again.toSorted()).toEqual([...new Set(taken)].toSorted());
}, 180_000);

function spanIdsOf({ json }: VendorRequest): string[] {
  const spans: { traceId: string; spanId: string }[] = json.resourceSpans[0].scopeSpans[0].spans;
  return spans.map(({ traceId, spanId }) => `${traceId} ${spanId}`);
}

function hook(name: string, url: string): Target {
  return { type: "webhook", name, url };
}
