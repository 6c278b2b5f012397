import {
  type Filter,
  type RequestRecord,
  type Store,
  TOP_ORDERS,
  type TopOrder,
  type TopRow,
} from "@peekjs/protocol";
import * as fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { filters, HOUR, MIDNIGHT, MINUTE, ranges, requests } from "./support/arbitraries.ts";
import { batchOf } from "./support/batch.ts";
import { openForFile } from "./support/directory.ts";
import { matches } from "./support/matches.ts";
import { expectWithin, latenciesOf, quantile, totalsOf, type Kept } from "./support/plain-count.ts";
import { readAll } from "./support/read-all.ts";

describe("queries agree with a plain count", () => {
  let store: Store;
  const kept: Kept[] = [];

  beforeAll(async () => {
    const opened = await openForFile();
    store = opened.store;
    const records = fc.sample(requests, { numRuns: 600, seed: 1 });
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
    return opened.close;
  });

  const select = (filter: Filter, { from, to }: { from: number; to: number }): Kept[] =>
    kept.filter(
      (fields) =>
        fields.timestamp >= from &&
        fields.timestamp < to &&
        filter.every((t) => matches(fields, t)),
    );

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

  it("when they rank by anything, and show but the first", async () => {
    const ranks: { [order in TopOrder]: (row: TopRow) => number } = {
      requests: ({ requests: count }) => count,
      error_rate: (row) => row.serverErrors / row.requests,
      client_error_rate: (row) => row.clientErrors / row.requests,
      p50: ({ p50 }) => p50 ?? -1,
      p95: ({ p95 }) => p95 ?? -1,
      p99: ({ p99 }) => p99 ?? -1,
      last_seen: ({ lastSeen }) => lastSeen,
    };
    await fc.assert(
      fc.asyncProperty(
        filters,
        ranges,
        fc.constantFrom("consumer" as const, "endpoint" as const, "status" as const),
        fc.constantFrom(...TOP_ORDERS),
        fc.integer({ min: 1, max: 4 }),
        async (filter, range, dimension, order, limit) => {
          const query = { ...range, filter, dimension };
          const all = await store.top({ ...query, order: "requests", limit: 1_000 });
          const first = await store.top({ ...query, order, limit });
          const rank = (row: TopRow): number[] => [ranks[order](row), row.requests];
          const ranked = all.rows
            .map(rank)
            .toSorted(([a, b], [c, d]) => c! - a! || d! - b!)
            .slice(0, limit);
          expect(first.rows.map(rank)).toEqual(ranked);
          expect(first.total).toEqual(all.total);
          for (const row of first.rows) {
            const { key, method } = row;
            expect(all.rows.filter((each) => each.key === key && each.method === method)).toEqual([
              row,
            ]);
          }
        },
      ),
      { numRuns: 20 },
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

  it("when they split a series by consumer, in each of its metrics", async () => {
    const query = {
      from: MIDNIGHT - 12 * HOUR,
      to: MIDNIGHT + 12 * HOUR,
      step: HOUR,
      metrics: ["requests" as const, "error_rate" as const, "p95" as const],
    };
    const { series } = await store.timeseries({ ...query, filter: [], by: "consumer" });
    const named = series.filter(({ key }) => key !== undefined);
    expect(new Set(named.map(({ key }) => key)).size).toBeGreaterThan(1);
    for (const { key, metric, values } of named) {
      const filter: Filter = [{ field: "consumer", operator: "=", value: key!, negated: false }];
      const alone = await store.timeseries({ ...query, filter });
      expect(values).toEqual(alone.series.find((each) => each.metric === metric)!.values);
    }
  });

  it("when they split a series", async () => {
    const answer = await store.timeseries({
      from: MIDNIGHT - 12 * HOUR,
      to: MIDNIGHT + 12 * HOUR,
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
