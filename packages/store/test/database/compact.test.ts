import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import type { Store } from "@peekjs/protocol";
import { describe, expect, it } from "vitest";
import { NOON, batchOf, requestRecord } from "../support/batch.ts";
import { openForTest, temporaryDirectory } from "../support/directory.ts";

const HOUR = 3_600_000;
const RANGE = { from: NOON, to: NOON + 2 * HOUR };

async function countRows(directory: string, table: string): Promise<number> {
  const instance = await DuckDBInstance.create(join(directory, "days/2026-11-21.duckdb"));
  const connection = await instance.connect();
  const reader = await connection.runAndReadAll(`SELECT count(*)::INTEGER FROM ${table}`);
  connection.closeSync();
  instance.closeSync();
  return reader.getRowsJS()[0]![0] as number;
}

async function answers(store: Store) {
  const metrics = ["requests", "p50", "p99", "consumers", "request_bytes"] as const;
  const query = { ...RANGE, metrics: [...metrics], filter: [] };
  const rank = { ...RANGE, order: "requests" as const, limit: 10, filter: [] };
  return [
    await store.timeseries({ ...query, step: 60_000 }),
    await store.timeseries({ ...query, step: HOUR, by: "consumer" }),
    await store.top({ ...rank, dimension: "endpoint" }),
    await store.top({ ...rank, dimension: "consumer" }),
  ];
}

describe("names of consumers", () => {
  it("are written once for a transaction, the last one, however often they change", async () => {
    const directory = await temporaryDirectory();
    const store = await openForTest(directory);
    const records = Array.from({ length: 1_000 }, (_, index) =>
      requestRecord({ consumer: "c_1", consumerName: index % 2 === 0 ? "Ada" : "ada@example.com" }),
    );
    await store.append(batchOf(records));
    const { rows } = await store.top({
      ...RANGE,
      dimension: "consumer",
      order: "requests",
      limit: 1,
      filter: [],
    });
    expect(rows).toMatchObject([{ key: "c_1", name: "ada@example.com" }]);
    await store.close();
    expect(await countRows(directory, "consumer_names")).toBe(1);
  });
});

describe("a consumer that is renamed", () => {
  it("has its last name, also across restarts, after which texts have other ids", async () => {
    const directory = await temporaryDirectory();
    for (const name of ["Old", "Older", "New"]) {
      const store = await openForTest(directory);
      const consumers = Array.from({ length: 5_000 }, (_, index) =>
        requestRecord({ consumer: `c_${index}`, consumerName: `${name} ${index}` }),
      );
      await store.append(batchOf(consumers));
      await store.services();
      await store.close();
    }
    const store = await openForTest(directory);
    const query = { ...RANGE, order: "requests" as const, limit: 1_000, filter: [] };
    const { rows } = await store.top({ ...query, dimension: "consumer" });
    expect(rows).toHaveLength(1_000);
    for (const { key, name } of rows) expect(name).toBe(key?.replace("c_", "New "));
    await store.close();
  });
});

describe("compaction", () => {
  it("leaves fewer rows and the same answers", async () => {
    const directory = await temporaryDirectory();
    const store = await openForTest(directory);
    for (let load = 0; load < 40; load++) {
      const records = Array.from({ length: 5 }, (_, index) =>
        requestRecord({
          timestamp: NOON + (load % 3) * 60_000 + (load === 39 ? HOUR : 0),
          durationMs: index === 0 ? 0 : load * index,
          outcome: index === 4 ? "client_abort" : undefined,
          requestBytes: load,
          consumer: `c_${index % 2}`,
          consumerName: `Name ${load} ${index}`,
        }),
      );
      await store.append(batchOf(records, { instance: "a", first: 1 + load * 5 }));
      await store.services();
    }
    const before = await answers(store);
    await store.close();

    const again = await openForTest(directory);
    expect(await answers(again)).toEqual(before);
    expect(
      await again.append(batchOf([requestRecord()], { instance: "a", first: 200 })),
    ).toMatchObject({ duplicates: 1 });
    await again.close();
    // Three minutes of completed and aborted requests, and those of the last hour.
    expect(await countRows(directory, "rollup_minute")).toBe(8);
    expect(await countRows(directory, "accepted")).toBe(1);
    expect(await countRows(directory, "loads")).toBe(1);
    expect(await countRows(directory, "consumer_names")).toBe(2);
  });

  it("merges what comes late, too", async () => {
    const directory = await temporaryDirectory();
    const store = await openForTest(directory);
    for (let load = 0; load < 42; load++) {
      // What is older comes once the rest was compacted, as eraseUser does.
      if (load === 21) await store.eraseUser("nobody");
      const timestamp = load < 21 ? NOON + 5 * HOUR : NOON + (load % 2) * 2 * HOUR;
      await store.append(batchOf([requestRecord({ timestamp })]));
      await store.services();
    }
    const { series } = await store.timeseries({
      from: NOON,
      to: NOON + 6 * HOUR,
      step: HOUR,
      metrics: ["requests"],
      filter: [],
    });
    expect(series[0]?.values).toEqual([10, 0, 11, 0, 0, 21]);
    await store.close();
    const late = `WHERE period < epoch_ms(${NOON + 5 * HOUR}::BIGINT)`;
    expect(await countRows(directory, `rollup_minute ${late}`)).toBe(2);
    expect(await countRows(directory, `rollup_hour ${late}`)).toBe(2);
  });
});
