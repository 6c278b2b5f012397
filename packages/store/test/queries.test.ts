import type { Filter, FilterTerm, RequestRecord, Store } from "@peekjs/protocol";
import * as fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { NOON, batchOf, requestRecord } from "./support/batch.ts";
import { openForFile } from "./support/directory.ts";
import { matches } from "./support/matches.ts";
import { readAll } from "./support/read-all.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const MIDNIGHT = Date.UTC(2026, 10, 22);
const RANGE = { from: NOON, to: NOON + 24 * HOUR };

const texts = (...values: (string | undefined)[]) => fc.constantFrom(...values);
const VALUES = {
  method: texts("GET", "POST"),
  route: texts("/users/:id", "/users", undefined),
  path: texts("/users/7", "/USERS", "/o'hara%", undefined),
  status: fc.constantFrom(200, 204, 304, 404, 429, 500, 503, undefined),
  outcome: texts("completed", "client_abort", "server_abort", undefined),
  consumer: texts("ada", "bob", undefined),
  consumerGroup: texts("gold", undefined),
  errorType: texts("TypeError", undefined),
  errorMessage: texts("no USERS", undefined),
  traceId: texts("00112233445566778899aabbccddeeff", undefined),
  clientAddress: texts("192.0.2.0", "2001:db8::", undefined),
  durationMs: fc.oneof(fc.constant(0), fc.double({ min: 0.001, max: 60_000, noNaN: true })),
  responseBytes: fc.option(fc.nat(100_000), { nil: undefined }),
};

// Around midnight, so that two files answer, and some of it on the borders of minutes and hours.
const record = fc
  .record({
    ...VALUES,
    timestamp: fc.oneof(
      fc.integer({ min: MIDNIGHT - 2 * HOUR, max: MIDNIGHT + 2 * HOUR }),
      fc.constantFrom(-HOUR, -MINUTE, -1, 0, MINUTE, HOUR).map((offset) => MIDNIGHT + offset),
    ),
  })
  .map((fields) => requestRecord(fields as RequestRecord));

const term = fc
  .oneof(
    fc.record({
      field: fc.constantFrom("method", "route", "path", "consumer", "group", "error", "address"),
      operator: fc.constantFrom("=", "contains"),
      value: fc.constantFrom(
        "GET",
        "/users",
        "users",
        "'hara%",
        "ada",
        "gold",
        "TypeError",
        "192",
        "",
      ),
    }),
    fc.record({
      field: fc.constantFrom("service", "environment"),
      operator: fc.constant("="),
      value: fc.constantFrom("orders", "billing", "production", ""),
    }),
    fc.record({
      field: fc.constant("status"),
      operator: fc.constantFrom("=", ">", ">=", "<", "<="),
      value: fc.constantFrom(200, 304, 404, 500),
    }),
    fc.record({
      field: fc.constant("status"),
      operator: fc.constant("class"),
      value: fc.constantFrom(2, 4, 5),
    }),
    fc.record({
      field: fc.constant("duration"),
      operator: fc.constantFrom(">", ">=", "<", "<="),
      value: fc.constantFrom(0, 1, 500.5),
    }),
    fc.record({
      field: fc.constant("outcome"),
      operator: fc.constant("="),
      value: fc.constantFrom("completed", "client_abort", "server_abort"),
    }),
    fc.record({
      field: fc.constant("text"),
      operator: fc.constant("contains"),
      value: fc.constantFrom("Users", "TYPE", "ada", "x"),
    }),
    fc.record({
      field: fc.constant("trace"),
      operator: fc.constant("="),
      value: fc.constantFrom("00112233445566778899AABBCCDDEEFF", "0011"),
    }),
  )
  .chain((fields) => fc.boolean().map((negated): FilterTerm => ({ ...fields, negated })));

const filters = fc.array(term, { maxLength: 3 });

interface Kept extends RequestRecord {
  service: string;
  environment: string;
}

function quantile(values: number[], q: number): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(1, Math.ceil(q * sorted.length)) - 1] ?? null;
}

function expectWithin(found: number | null, exact: number | null): void {
  if (exact === null || exact === 0) expect(found).toBe(exact);
  else expect(Math.abs(found! - exact) / exact).toBeLessThanOrEqual(0.0111);
}

function totalsOf(records: Kept[]) {
  const count = (test: (record: Kept) => boolean): number => records.filter(test).length;
  return {
    requests: records.length,
    clientErrors: count(({ status = 0 }) => status >= 400 && status < 500),
    serverErrors: count(({ status = 0, outcome }) => status >= 500 || outcome === "server_abort"),
    responseBytes: records.reduce((sum, { responseBytes = 0 }) => sum + responseBytes, 0),
  };
}

const latenciesOf = (records: Kept[]): number[] =>
  records
    .filter(({ outcome }) => outcome === undefined || outcome === "completed")
    .map(({ durationMs }) => durationMs);

describe("queries agree with a plain count", () => {
  let store: Store;
  const kept: Kept[] = [];

  beforeAll(async () => {
    store = await openForFile();
    const records = fc.sample(record, { numRuns: 600, seed: 1 });
    for (let start = 0; start < records.length; start += 50) {
      const part = records.slice(start, start + 50);
      const service = start % 100 === 0 ? "orders" : "billing";
      const environment = "production";
      kept.push(...part.map((fields) => ({ ...fields, service, environment })));
      // Late events put old minutes into the next day's file.
      const receivedAt = start % 200 === 0 ? MIDNIGHT - 1 : MIDNIGHT;
      await store.append(batchOf(part, { receivedAt, resource: { service, environment } }));
      await store.services();
    }
  });

  const select = (filter: Filter, { from, to }: { from: number; to: number }): Kept[] =>
    kept.filter(
      (fields) =>
        fields.timestamp >= from &&
        fields.timestamp < to &&
        filter.every((t) => matches(fields, t)),
    );

  const ranges = fc
    .tuple(
      fc.constantFrom(0, -HOUR, -HOUR - 1, -2 * HOUR, 12_345),
      fc.constantFrom(HOUR, HOUR + 1, 2 * HOUR, 90 * MINUTE),
    )
    .map(([from, to]) => ({ from: MIDNIGHT + from, to: MIDNIGHT + to }));

  it("when they list requests, newest first", async () => {
    await fc.assert(
      fc.asyncProperty(
        filters,
        ranges,
        fc.integer({ min: 40, max: 500 }),
        async (filter, range, limit) => {
          const expected = select(filter, range);
          const page = await store.requests({ ...range, filter, limit });
          const all = limit > 100 ? await readAll(store, range, filter) : undefined;
          const times = expected.map(({ timestamp }) => timestamp).toSorted((a, b) => b - a);
          expect(page.requests.map(({ timestamp }) => timestamp)).toEqual(times.slice(0, limit));
          if (!all) return;
          expect(new Set(all.map(({ id }) => id)).size).toBe(expected.length);
          const durations = (records: RequestRecord[]) =>
            records.map(({ durationMs }) => durationMs).toSorted((a, b) => a - b);
          expect(durations(all)).toEqual(durations(expected));
        },
      ),
      { numRuns: 60 },
    );
  });

  it("when they rank", async () => {
    const dimensions = {
      consumer: ({ consumer }: Kept) => consumer ?? null,
      endpoint: ({ method, route }: Kept) => `${method} ${route ?? "(none)"}`,
      status: ({ status }: Kept) => (status === undefined ? null : String(status)),
      status_class: ({ status }: Kept) => (status ? `${Math.floor(status / 100)}xx` : null),
      service: ({ service }: Kept) => service,
    };
    const dimension = fc.constantFrom(...(Object.keys(dimensions) as (keyof typeof dimensions)[]));
    await fc.assert(
      fc.asyncProperty(filters, ranges, dimension, async (filter, range, by) => {
        const { rows, total } = await store.top({
          ...range,
          filter,
          dimension: by,
          order: "requests",
          limit: 100,
        });
        const all = select(filter, range);
        const expected = new Map<string | null, Kept[]>();
        for (const fields of all) {
          const key = dimensions[by](fields);
          expected.set(key, [...(expected.get(key) ?? []), fields]);
        }
        expect(total).toMatchObject(totalsOf(all));
        expectWithin(total.p95, quantile(latenciesOf(all), 0.95));
        expect(rows).toHaveLength(expected.size);
        for (const row of rows) {
          const key = by === "endpoint" ? `${row.method} ${row.route ?? "(none)"}` : row.key;
          const records = expected.get(key)!;
          expect(row).toMatchObject({
            ...totalsOf(records),
            lastSeen: Math.max(...records.map(({ timestamp }) => timestamp)),
          });
          expectWithin(row.p50, quantile(latenciesOf(records), 0.5));
          expectWithin(row.p99, quantile(latenciesOf(records), 0.99));
          if (by === "consumer") expect(row.consumers).toBeUndefined();
          else {
            const consumers = new Set(records.map(({ consumer }) => consumer));
            consumers.delete(undefined);
            expect(row.consumers).toBe(consumers.size);
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  it("when they draw series", async () => {
    const steps = fc.constantFrom(30_000, MINUTE, 7 * MINUTE, HOUR);
    await fc.assert(
      fc.asyncProperty(filters, ranges, steps, async (filter, range, step) => {
        const answer = await store.timeseries({
          ...range,
          filter,
          step,
          metrics: ["requests", "error_rate", "p95", "consumers", "response_bytes"],
        });
        expect(answer.from).toBe(Math.floor(range.from / step) * step);
        expect(answer.to).toBe(Math.ceil(range.to / step) * step);
        const values = Object.fromEntries(answer.series.map((s) => [s.metric, s.values]));
        for (const [index, from] of answer.times.entries()) {
          const records = select(filter, { from, to: from + step });
          const { requests, serverErrors, responseBytes } = totalsOf(records);
          const consumers = new Set(records.map(({ consumer }) => consumer));
          consumers.delete(undefined);
          expect(values.requests![index]).toBe(requests);
          expect(values.error_rate![index]).toBe(requests === 0 ? null : serverErrors / requests);
          expect(values.response_bytes![index]).toBe(responseBytes);
          expect(values.consumers![index]).toBe(consumers.size);
          expectWithin(values.p95![index]!, quantile(latenciesOf(records), 0.95));
        }
      }),
      { numRuns: 40 },
    );
  });

  it("when they split a series", async () => {
    const answer = await store.timeseries({
      ...RANGE,
      filter: [],
      step: HOUR,
      metrics: ["requests"],
      by: "status_class",
    });
    const sums = answer.series.map(({ key, values }) => [
      key,
      values.reduce<number>((sum, value) => sum + (value ?? 0), 0),
    ]);
    const classOf = ({ status }: Kept) => (status ? `${Math.floor(status / 100)}xx` : undefined);
    for (const [key, sum] of sums) {
      expect(sum).toBe(kept.filter((fields) => classOf(fields) === key).length);
    }
    expect(sums).toHaveLength(5);
  });
});

describe("a page of requests", () => {
  it("continues where it ended though newer and older ones came meanwhile", async () => {
    const store = await openForFile();
    const at = (offset: number) => requestRecord({ timestamp: NOON + offset, path: `/${offset}` });
    await store.append(batchOf([1, 2, 3, 4].map((offset) => at(offset * 10))));
    const first = await store.requests({ ...RANGE, filter: [], limit: 2 });
    await store.append(batchOf([at(50), at(25), at(20)]));
    const second = await store.requests({ ...RANGE, filter: [], limit: 9, cursor: first.cursor });
    const paths = [...first.requests, ...second.requests].map(({ path }) => path);
    expect(paths).toEqual(["/40", "/30", "/25", "/20", "/20", "/10"]);
    expect(second.cursor).toBeUndefined();
  });

  it("is refused for a cursor of somebody's own making", async () => {
    const store = await openForFile();
    for (const cursor of ["", "x", "1.2", "1.zz-1; DROP TABLE requests", "1.1-zzzzz"]) {
      await expect(
        store.requests({ ...RANGE, filter: [], limit: 1, cursor }),
      ).rejects.toMatchObject({
        code: "PEEK_E_CURSOR",
      });
    }
  });
});

describe("a filter or range without meaning", () => {
  it("is refused", async () => {
    const store = await openForFile();
    const filter = [{ field: "outcome", operator: ">", value: 1, negated: false }] as Filter;
    await expect(store.requests({ ...RANGE, filter, limit: 1 })).rejects.toMatchObject({
      code: "PEEK_E_FILTER",
    });
    const query = { metrics: ["requests" as const], filter: [], from: 0, to: HOUR };
    for (const step of [0, -1, 0.5, 1, Number.NaN]) {
      await expect(store.timeseries({ ...query, step })).rejects.toMatchObject({
        code: "PEEK_E_RANGE",
      });
    }
  });
});
