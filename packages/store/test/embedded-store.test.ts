import type { PeekError } from "@peekjs/protocol";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { StoreWorker } from "../src/store-worker.ts";
import { NOON, batchOf, requestRecord } from "./support/batch.ts";
import { openForTest, temporaryDirectory } from "./support/directory.ts";

const DAY = { from: NOON - 3_600_000, to: NOON + 3_600_000 };

describe("a store", () => {
  it("gives back what was appended, with the ids told at the time", async () => {
    const store = await openForTest(await temporaryDirectory());
    const record = requestRecord({
      query: "a=1",
      outcome: "client_abort",
      ttfbMs: 1.5,
      handlerMs: 1.25,
      requestBytes: 0,
      responseBytes: 5_000_000_000,
      consumer: "c_1",
      consumerName: "Ada",
      consumerGroup: "gold",
      consumerSource: "api_key",
      errorType: "TypeError",
      errorMessage: "x is undefined",
      errorStack: "at x",
      traceId: "ffeeddccbbaa99887766554433221100",
      spanId: "00f067aa0ba902b7",
      protocol: "1.1",
      userAgent: "curl/8",
      clientAddress: "192.0.2.0",
      requestHeaders: { accept: "*/*" },
      responseHeaders: { vary: "accept" },
      requestBody: "{}",
      responseBody: "naïve \u{1f600}\0",
      metadata: { plan: "pro", seats: 3, trial: false, note: null },
    });
    const minimal = { timestamp: NOON + 1, method: "PUT", durationMs: 0 };
    const result = await store.append(batchOf([record, minimal]));
    expect(result).toMatchObject({ accepted: 2, duplicates: 0 });

    const { requests } = await store.requests({ ...DAY, filter: [], limit: 10 });

    const resource = { service: "orders", environment: "production", host: "pod-3" };
    const [first, second] = result.fresh[0]!.ids;
    expect(requests).toEqual([
      { ...minimal, ...resource, id: second },
      { ...record, ...resource, id: first },
    ]);
  });

  it("keeps everything over a restart", async () => {
    const directory = await temporaryDirectory();
    const first = await openForTest(directory);
    const { fresh } = await first.append(batchOf([requestRecord(), requestRecord()]));
    await first.close();

    const second = await openForTest(directory);
    const { requests } = await second.requests({ ...DAY, filter: [], limit: 10 });

    expect(requests.map(({ id }) => id).sort()).toEqual(fresh[0]!.ids);
    expect(await second.status()).toMatchObject({ backlogRecords: 0, oldest: NOON });
  });

  it("closes while it is asked, and says so to those who wait", async () => {
    const store = await openForTest(await temporaryDirectory());
    const records = Array.from({ length: 20_000 }, (_, index) =>
      requestRecord({ timestamp: NOON + index, consumer: `c_${index % 3_000}` }),
    );
    await store.append(batchOf(records));
    await store.services();
    const ask = () =>
      store.top({ ...DAY, filter: [], dimension: "consumer", order: "p95", limit: 100 }).then(
        () => "answered",
        ({ code }: PeekError) => code,
      );
    const answers = [...Array.from({ length: 8 }, ask), store.status().then(() => "answered")];
    await store.close();
    for (const answer of await Promise.all(answers)) {
      expect(answer).toMatch(/^(answered|PEEK_E_STORE_CLOSED)$/);
    }
  });

  it("tells its status without waiting for the thread that loads", async () => {
    const store = await openForTest(await temporaryDirectory());
    await store.append(batchOf([requestRecord()]));
    const ask = vi.spyOn(StoreWorker.prototype, "ask").mockReturnValue(new Promise(() => {}));
    onTestFinished(() => void vi.restoreAllMocks());
    expect(await store.status()).toMatchObject({ backlogRecords: expect.any(Number) });
    ask.mockRestore();
    await store.services();
    expect(await store.status()).toMatchObject({ backlogRecords: 0, oldest: NOON });
  });

  it("answers series, tables and services", async () => {
    const store = await openForTest(await temporaryDirectory());
    await store.append(
      batchOf([
        requestRecord({ consumer: "a", consumerName: "Ada", responseBytes: 10 }),
        requestRecord({ consumer: "b", status: 404, responseBytes: 20 }),
        requestRecord({ consumer: "a", status: 500, timestamp: NOON + 60_000 }),
        requestRecord({ outcome: "server_abort", route: undefined, timestamp: NOON + 60_000 }),
      ]),
    );
    const range = { from: NOON, to: NOON + 120_000 };
    const series = await store.timeseries({
      ...range,
      step: 60_000,
      metrics: [
        "requests",
        "error_rate",
        "client_error_rate",
        "p50",
        "response_bytes",
        "consumers",
      ],
      filter: [],
    });
    expect(series.times).toEqual([NOON, NOON + 60_000]);
    expect(Object.fromEntries(series.series.map(({ metric, values }) => [metric, values]))).toEqual(
      {
        requests: [2, 2],
        error_rate: [0, 1],
        client_error_rate: [0.5, 0],
        p50: [expect.closeTo(3.25, 1), expect.closeTo(3.25, 1)],
        response_bytes: [30, 0],
        consumers: [2, 1],
      },
    );

    const endpoints = await store.top({
      ...range,
      dimension: "endpoint",
      order: "requests",
      limit: 10,
      filter: [],
    });
    expect(endpoints.total).toMatchObject({ requests: 4, clientErrors: 1, serverErrors: 2 });
    expect(endpoints.rows).toMatchObject([
      { key: "GET /users/:id", method: "GET", route: "/users/:id", requests: 3, consumers: 2 },
      { key: null, method: "GET", route: null, requests: 1, serverErrors: 1, p95: null },
    ]);
    const consumers = await store.top({
      ...range,
      dimension: "consumer",
      order: "requests",
      limit: 10,
      filter: [],
    });
    expect(consumers.rows).toMatchObject([
      { key: "a", name: "Ada", requests: 2, lastSeen: NOON + 60_000 },
      { key: "b", requests: 1 },
      { key: null, requests: 1 },
    ]);

    expect(await store.services()).toEqual([
      { service: "orders", environments: ["production"], firstSeen: NOON, lastSeen: NOON + 60_000 },
    ]);
  });
});
