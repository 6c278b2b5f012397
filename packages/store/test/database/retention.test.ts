import { copyFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import type { Store } from "@peekjs/protocol";
import { describe, expect, it } from "vitest";
import { expiredDays } from "../../src/database/retention.ts";
import { batchOf, requestRecord } from "../support/batch.ts";
import { openForTest, temporaryDirectory } from "../support/directory.ts";
import { eventsBatch, trackEvent } from "../support/product-events.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const forever = { rowMs: Infinity, rowBytes: Infinity, rollupMs: Infinity };

describe("the days that expire", () => {
  const now = Date.UTC(2026, 10, 21, 0, 30);
  const sizes = new Map([
    ["2026-11-21", 500],
    ["2026-11-19", 300],
    ["2026-11-20", 200],
    ["2026-11-12", 100],
  ]);

  it("are those that ended longer ago than rows are kept", () => {
    expect(expiredDays(sizes, { ...forever, rowMs: 7 * DAY }, now)).toEqual(["2026-11-12"]);
    expect(expiredDays(sizes, { ...forever, rowMs: DAY }, now)).toEqual([
      "2026-11-12",
      "2026-11-19",
    ]);
  });

  it("are the oldest, as long as all together are too large, and never today's", () => {
    expect(expiredDays(sizes, forever, now)).toEqual([]);
    expect(expiredDays(sizes, { ...forever, rowBytes: 1_000 }, now)).toEqual(["2026-11-12"]);
    expect(expiredDays(sizes, { ...forever, rowBytes: 0 }, now)).toEqual([
      "2026-11-12",
      "2026-11-19",
      "2026-11-20",
    ]);
  });
});

describe("a day whose rows have expired", () => {
  const oldHour = Math.floor((Date.now() - 8.5 * DAY) / HOUR) * HOUR;
  const range = { from: oldHour, to: oldHour + HOUR };
  const nowHour = Math.floor(Date.now() / HOUR) * HOUR;

  const oldBatch = () =>
    batchOf(
      Array.from({ length: 100 }, (_, index) =>
        requestRecord({
          timestamp: oldHour + index * 1_000,
          durationMs: 1 + index,
          route: `/r/${index % 3}`,
          consumer: `c_${index % 5}`,
          consumerName: `Name ${index % 5}`,
        }),
      ),
      { receivedAt: oldHour, instance: "old", first: 1 },
    );

  async function answers(store: Store) {
    const rank = { ...range, order: "requests" as const, limit: 10, filter: [] };
    const metrics = ["requests", "p95", "consumers"] as const;
    return {
      endpoints: await store.top({ ...rank, dimension: "endpoint" }),
      consumers: await store.top({ ...rank, dimension: "consumer" }),
      series: await store.timeseries({ ...range, step: HOUR, metrics: [...metrics], filter: [] }),
      services: await store.services(),
    };
  }

  it("keeps its totals, its consumers' names and its accepted numbers, once", async () => {
    const directory = await temporaryDirectory();
    const first = await openForTest(directory);
    await first.append(oldBatch());
    await first.append(
      batchOf([requestRecord({ timestamp: nowHour, route: "/r/1" })], { receivedAt: Date.now() }),
    );
    const before = await answers(first);
    await first.close();
    const days = await readdir(join(directory, "days"));
    expect(days).toHaveLength(2);
    const [oldFile] = days.toSorted();
    const spare = join(directory, "spare");
    await copyFile(join(directory, "days", oldFile!), spare);

    // The second time, the file is there again, as after a crash between archiving and deleting it.
    for (const round of [1, 2]) {
      if (round === 2) await copyFile(spare, join(directory, "days", oldFile!));
      const store = await openForTest(directory, { retentionDays: 7 });
      await expect.poll(() => readdir(join(directory, "days"))).not.toContain(oldFile);
      expect(await store.requests({ ...range, filter: [], limit: 10 })).toEqual({ requests: [] });
      expect(await answers(store)).toEqual(before);
      expect(await store.append(oldBatch())).toMatchObject({ accepted: 0, duplicates: 100 });
      expect((await store.status()).oldest).toBe(nowHour);
      await store.close();
    }
  });

  it("keeps what is known of users, and no event", async () => {
    const directory = await temporaryDirectory();
    const first = await openForTest(directory);
    const identify = trackEvent({ type: "identify", event: undefined, traits: { plan: "pro" } });
    await first.append(eventsBatch([{ ...identify, anonymousId: "a1" }], { receivedAt: oldHour }));
    const user = await first.user("u1");
    expect(user).toMatchObject({ anonymousIds: ["a1"], traits: { plan: "pro" } });
    await first.close();
    const days = join(directory, "days");
    const [oldFile] = await readdir(days);

    const store = await openForTest(directory, { retentionDays: 7 });
    await expect.poll(() => readdir(days), { timeout: 10_000 }).not.toContain(oldFile);
    expect(await store.user("u1")).toEqual(user);
    const all = { from: 0, to: Date.now() * 2, limit: 9 };
    expect(await store.productEvents(all)).toEqual({ events: [] });
    expect(await store.eraseUser("u1")).toMatchObject({ ids: ["u1", "a1"], events: 0 });
    expect(await store.user("u1")).toBeUndefined();
  });
});
