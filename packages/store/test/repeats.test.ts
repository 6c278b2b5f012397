import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { NOON, batchOf, requestRecord } from "./support/batch.ts";
import { openForTest, temporaryDirectory } from "./support/directory.ts";
import { eventsBatch, trackEvent } from "./support/product-events.ts";
import { countEverywhere, readAll } from "./support/read-all.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const RANGE = { from: NOON, to: NOON + HOUR };

/** The records `first` … `last` of an instance: each is always the same, as a client's are. */
function numbered(instance: string, first: number, last: number) {
  return Array.from({ length: last - first + 1 }, (_, index) =>
    requestRecord({
      timestamp: NOON + ((first + index) % 50) * 60_000,
      path: `/${instance}/${first + index}`,
      consumer: `c_${(first + index) % 7}`,
    }),
  );
}

describe("repeated batches", () => {
  it("are counted once, whatever is repeated and whenever the store is opened anew", async () => {
    const range = fc
      .tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 30 }))
      .map(([first, length]) => ({ first, last: first + length }));
    const append = fc.record({
      instance: fc.constantFrom("a", "b"),
      groups: fc.array(range, { minLength: 1, maxLength: 3 }),
    });
    const step = fc.oneof(
      { weight: 8, arbitrary: fc.array(append, { minLength: 1, maxLength: 4 }) },
      { weight: 1, arbitrary: fc.constant("restart" as const) },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 12 }), async (steps) => {
        const directory = await temporaryDirectory();
        let store = await openForTest(directory);
        const kept = new Set<string>();
        let accepted = 0;
        for (const current of steps) {
          if (current === "restart") {
            await store.close();
            store = await openForTest(directory);
            continue;
          }
          // At the same time: repeats also meet originals that are still being written.
          const results = await Promise.all(
            current.map(({ instance, groups }) => {
              const parts = groups.map(({ first, last }) => {
                const records = numbered(instance, first, last);
                for (const { path } of records) kept.add(path!);
                return batchOf(records, { first }).groups[0]!;
              });
              return store.append(batchOf([], { instance, groups: parts }));
            }),
          );
          for (const result of results) accepted += result.accepted;
        }
        const rows = await readAll(store, RANGE);
        expect(rows.map(({ path }) => path!).sort()).toEqual([...kept].sort());
        expect(accepted).toBe(kept.size);
        const counts = { rows: kept.size, minutes: kept.size, hours: kept.size };
        expect(await countEverywhere(store, RANGE)).toEqual(counts);
        await store.close();
      }),
      { numRuns: 4 },
    );
  });

  it("tells which part of a repeated group was new", async () => {
    const store = await openForTest(await temporaryDirectory());
    await store.append(batchOf(numbered("a", 1, 5), { instance: "a", first: 1 }));
    const result = await store.append(batchOf(numbered("a", 4, 8), { instance: "a", first: 4 }));
    expect(result).toMatchObject({ accepted: 3, duplicates: 2 });
    expect(result.fresh[0]!.requests.count).toBe(3);
    expect(result.fresh[0]!.ids).toHaveLength(3);
  });

  it("treats a rejected record as received", async () => {
    const store = await openForTest(await temporaryDirectory());
    const batch = batchOf(numbered("a", 1, 2), { instance: "a" });
    // Numbers 1 … 3, of which the second was rejected.
    const requests = { ...batch.groups[0]!.requests, index: Uint32Array.of(0, 2) };
    batch.groups = [{ ...batch.groups[0]!, first: 1, last: 3, requests }];
    expect(await store.append(batch)).toMatchObject({ accepted: 2, duplicates: 0 });
    const again = await store.append(batchOf(numbered("a", 2, 2), { instance: "a", first: 2 }));
    expect(again).toMatchObject({ accepted: 0, duplicates: 1, fresh: [] });
  });

  it("are known by their key where a client does not number, over a restart", async () => {
    const directory = await temporaryDirectory();
    const batch = batchOf([requestRecord()], { idempotencyKey: "once" });
    const first = await openForTest(directory);
    expect(await first.append(batch)).toMatchObject({ accepted: 1, duplicates: 0 });
    expect(await first.append(batch)).toMatchObject({ accepted: 0, duplicates: 1 });
    await first.close();
    const second = await openForTest(directory);
    expect(await second.append(batch)).toMatchObject({ accepted: 0, duplicates: 1 });
    expect(await readAll(second, RANGE)).toHaveLength(1);
  });

  it("keeps both when a client neither numbers nor gives a key", async () => {
    const store = await openForTest(await temporaryDirectory());
    await store.append(batchOf([requestRecord()]));
    await store.append(batchOf([requestRecord()]));
    expect(await readAll(store, RANGE)).toHaveLength(2);
  });
});

describe("a batch that arrives while the clock is wrong", () => {
  it("has nothing forgotten that others sent, also after a restart", async () => {
    const directory = await temporaryDirectory();
    let store = await openForTest(directory);
    const now = Date.now();
    const honest = { instance: "honest", first: 1, receivedAt: now };
    const records = () => batchOf(numbered("honest", 1, 2), honest);
    const events = () => ({
      ...eventsBatch([trackEvent({ messageId: "m-1" })]),
      receivedAt: now,
    });
    await store.append(records());
    await store.append(events());

    const receivedAt = now + 4 * 365 * DAY;
    const late = [requestRecord({ timestamp: receivedAt })];
    await store.append(batchOf(late, { instance: "other", first: 1, receivedAt }));
    await store.append({ ...eventsBatch([trackEvent({ messageId: "m-2" })]), receivedAt });
    for (const when of ["at once", "after a restart"]) {
      expect(await store.append(records()), when).toMatchObject({ accepted: 0, duplicates: 2 });
      expect(await store.append(events()), when).toMatchObject({ accepted: 0, duplicates: 1 });
      await store.close();
      store = await openForTest(directory);
    }
    await store.close();
  });
});
