import type { ProductEvent, RequestSummary } from "@peekjs/protocol";
import { ExponentialHistogram } from "@peekjs/protocol";
import { describe, expect, it } from "vitest";
import { NOON, batchOf, requestRecord } from "./support/batch.ts";
import { openForTest, temporaryDirectory } from "./support/directory.ts";

const HOUR = 3_600_000;
const RANGE = { from: NOON, to: NOON + HOUR, filter: [] };

function summaryOf(durations: number[], fields: Partial<RequestSummary> = {}): RequestSummary {
  const histogram = new ExponentialHistogram();
  for (const duration of durations) histogram.record(duration);
  return {
    from: NOON + 1_000,
    to: NOON + 59_000,
    method: "GET",
    route: "/users/:id",
    status: 200,
    count: durations.length,
    requestBytes: 10,
    responseBytes: 20,
    durationMs: histogram.toData(),
    consumers: [],
    ...fields,
  };
}

describe("a summary", () => {
  it("counts in every total as its single requests would, and once", async () => {
    const store = await openForTest(await temporaryDirectory());
    const batch = batchOf([requestRecord({ consumer: "ada", durationMs: 100 })], {
      instance: "a",
      first: 1,
    });
    const durations = [0, 1, 1, 1, 1, 1, 1, 1, 1, 50];
    const consumers: [string, number][] = [
      ["ada", 4],
      ["bob", 3],
    ];
    batch.groups[0]!.summaries = [
      { index: 1, value: summaryOf(durations, { consumers }) },
      { index: 2, value: summaryOf([7], { status: 503, outcome: "server_abort" }) },
    ];
    batch.groups[0]!.last = 3;
    expect(await store.append(batch)).toMatchObject({ accepted: 3, duplicates: 0 });
    expect(await store.append(batch)).toMatchObject({ accepted: 0, duplicates: 3 });

    const ranked = { ...RANGE, order: "requests", limit: 10 } as const;
    const endpoints = await store.top({ ...ranked, filter: [], dimension: "endpoint" });
    expect(endpoints.rows).toMatchObject([
      { key: "GET /users/:id", requests: 12, serverErrors: 1, requestBytes: 20, consumers: 2 },
    ]);
    expect(endpoints.total.p50).toBeCloseTo(1, 1);
    expect(endpoints.total.p99! / 100).toBeCloseTo(1, 1);
    const byConsumer = await store.top({ ...ranked, filter: [], dimension: "consumer" });
    expect(byConsumer.rows).toMatchObject([
      { key: "ada", requests: 5 },
      { key: null, requests: 4 },
      { key: "bob", requests: 3 },
    ]);
    const { series } = await store.timeseries({ ...RANGE, step: 60_000, metrics: ["requests"] });
    expect(series[0]!.values[0]).toBe(12);
    const page = await store.requests({ ...RANGE, limit: 10 });
    expect(page.requests).toHaveLength(1);
  });
});

describe("a product event", () => {
  it("is kept once, beside the requests", async () => {
    const store = await openForTest(await temporaryDirectory());
    const event: ProductEvent = { type: "track", event: "Signed up", userId: "u", timestamp: NOON };
    const batch = batchOf([requestRecord()], { instance: "a", first: 1 });
    batch.groups[0]!.events = [{ index: 1, value: event }];
    batch.groups[0]!.last = 2;
    expect(await store.append(batch)).toMatchObject({ accepted: 2, duplicates: 0 });
    expect(await store.append(batch)).toMatchObject({ accepted: 0, duplicates: 2 });
    expect(await store.services()).toHaveLength(1);
    expect((await store.status()).backlogRecords).toBe(0);
  });
});
