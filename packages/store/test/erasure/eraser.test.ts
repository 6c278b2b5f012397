import { mkdir, readdir, readFile, rmdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { PeekError } from "@peekjs/protocol";
import { describe, expect, it } from "vitest";
import { ADA } from "../support/ada-texts.ts";
import { ALL, DAY, TABLET, expectOnlyBob, keepDay, mentions } from "../support/ada.ts";
import { NOON, batchOf, requestRecord } from "../support/batch.ts";
import { openForTest, temporaryDirectory } from "../support/directory.ts";
import { eventsBatch, trackEvent } from "../support/product-events.ts";

const EVENTUALLY = { timeout: 20_000 };

describe("erasing a user", () => {
  it("leaves nothing in any file, and what others did on the same device", async () => {
    const directory = await temporaryDirectory();
    const store = await openForTest(directory);
    await keepDay(store, NOON - DAY);
    await keepDay(store, NOON);
    await store.services();
    expect(await mentions(directory)).toEqual([
      "days/2026-11-20.duckdb",
      "days/2026-11-21.duckdb.wal",
      expect.stringMatching(/^log\//),
    ]);
    expect(await store.eraseUser(ADA.former)).toEqual({
      ids: expect.arrayContaining([ADA.id, ADA.former, ADA.first, ADA.device, TABLET]) as unknown,
      events: 24,
      requests: 4,
      sessions: 2,
    });
    expect(await mentions(directory)).toEqual([]);
    await expectOnlyBob(store, 2);
    await store.append(batchOf([requestRecord({ consumer: "bob" })]));
    await store.close();
    expect(await mentions(directory)).toEqual([]);
    const again = await openForTest(directory);
    await expectOnlyBob(again, 2);
    expect((await again.userTimeline({ ...ALL, id: "bob" })).entries).toHaveLength(4 + 2 + 1 + 2);
  });

  it("reaches files that were closed before, and the totals of days that have expired", async () => {
    const directory = await temporaryDirectory();
    const first = await openForTest(directory);
    const old = Math.floor((Date.now() - 8.5 * DAY) / DAY) * DAY;
    await keepDay(first, old);
    await keepDay(first, Date.now());
    await first.close();
    expect(await mentions(directory)).toHaveLength(2);

    const store = await openForTest(directory, { retentionDays: 7 });
    const days = join(directory, "days");
    await expect.poll(() => readdir(days)).toHaveLength(1);
    expect(await mentions(directory)).toEqual([expect.stringMatching(/^days\//), "rollups.duckdb"]);
    await store.eraseUser(ADA.id);
    expect(await mentions(directory)).toEqual([]);
    const range = { from: NOON - DAY / 2, to: NOON + DAY / 2 };
    const rank = { ...range, dimension: "consumer", order: "requests", limit: 9 } as const;
    const { rows } = await store.top({ ...rank, filter: [] });
    expect(new Map(rows.map(({ key, requests }) => [key, requests]))).toEqual(
      new Map([
        [null, 4],
        ["bob", 2],
      ]),
    );
  });

  it("finds no remains of what had expired before: totals are written anew when they shrink", async () => {
    const directory = await temporaryDirectory();
    const old = Math.floor((Date.now() - 8.5 * DAY) / DAY) * DAY;
    const first = await openForTest(directory);
    await keepDay(first, old);
    await first.close();
    const second = await openForTest(directory, { retentionDays: 7 });
    const remains = (): Promise<string[]> => mentions(directory, [ADA.device]);
    await expect.poll(remains, EVENTUALLY).toEqual(["rollups.duckdb"]);
    await second.append(batchOf([requestRecord()], { receivedAt: old }));
    await second.close();
    await openForTest(directory, { retentionDays: 7, rollupDays: 8 });
    await expect.poll(() => readdir(join(directory, "days")), EVENTUALLY).toEqual([]);
    await expect.poll(remains, EVENTUALLY).toEqual([]);
  });

  it.each([
    ["interrupted", (ids: object) => ({ ids, files: [] })],
    ["interrupted in an earlier version", (ids: object) => ids],
  ])("that was %s is finished at the next start", async (_, left) => {
    const directory = await temporaryDirectory();
    const store = await openForTest(directory);
    await keepDay(store, NOON);
    await store.close();
    const { id, former, first, device } = ADA;
    const ids = { users: [id, former, first], devices: [device, TABLET] };
    await writeFile(join(directory, "erasing.json"), JSON.stringify(left(ids)));
    // A copy that was being written, and what a query had put aside.
    await writeFile(join(directory, "days/2026-11-21.duckdb.rewritten"), ADA.name);
    await writeFile(join(directory, "temporary/duckdb_temp_storage"), ADA.name);
    const again = await openForTest(directory);
    await expectOnlyBob(again, 1);
    expect(await mentions(directory)).toEqual([]);
    expect(await readdir(directory)).not.toContain("erasing.json");
  });

  it("that has deleted the rows only writes files anew: what was sent since is kept", async () => {
    const directory = await temporaryDirectory();
    const store = await openForTest(directory);
    await keepDay(store, NOON);
    await store.close();
    await writeFile(
      join(directory, "erasing.json"),
      '{"files":["day_2026_11_21","day_2020_01_01"]}',
    );
    const again = await openForTest(directory);
    expect((await again.user(ADA.id))?.userIds).toContain(ADA.former);
    expect(await readdir(directory)).not.toContain("erasing.json");
  });

  it("that cannot be finished keeps nobody from the store, and is reported", async () => {
    const directory = await temporaryDirectory();
    await mkdir(join(directory, "erasing.json"));
    const reported: PeekError[] = [];
    const store = await openForTest(directory, { onError: (error) => reported.push(error) });
    expect(reported).toMatchObject([{ code: "PEEK_E_STORE_ERASURE" }]);
    expect(reported[0]!.message).toMatch(/EISDIR.*tried again in 10 minutes/);
    await store.append(eventsBatch([trackEvent()]));
    expect((await store.productEvents(ALL)).events).toHaveLength(1);
    await expect(store.eraseUser("u1")).rejects.toMatchObject({
      code: "PEEK_E_STORE_ERASURE",
      message: expect.stringMatching(/nothing was, .*EISDIR.* erase again/) as unknown,
    });
    await rmdir(join(directory, "erasing.json"));
    expect(await store.eraseUser("u1")).toMatchObject({ events: 1 });
  });

  it("is not held up by a file that cannot be written anew for another user", async () => {
    const directory = await temporaryDirectory();
    const store = await openForTest(directory);
    await keepDay(store, NOON);
    await mkdir(join(directory, "rollups.duckdb.rewritten"));
    const erasing = join(directory, "erasing.json");
    await writeFile(erasing, '{"files":["archive"]}');
    expect(await store.eraseUser(ADA.id)).toMatchObject({ events: 12 });
    await expectOnlyBob(store, 1);
    expect(await mentions(directory)).toEqual([]);
    expect(await readFile(erasing, "utf8")).toBe('{"files":["archive"]}');
    await rmdir(join(directory, "rollups.duckdb.rewritten"));
    await store.eraseUser("nobody");
    expect(await readdir(directory)).not.toContain("erasing.json");
  });

  it("leaves its messages known: sent again they bring nothing back, also after a restart", async () => {
    const directory = await temporaryDirectory();
    const batch = eventsBatch([trackEvent({ userId: ADA.id, messageId: "m1" })]);
    const store = await openForTest(directory);
    await store.append(batch);
    await store.eraseUser(ADA.id);
    expect(await store.append(batch)).toMatchObject({ accepted: 0, duplicates: 1 });
    await store.close();
    const again = await openForTest(directory);
    expect(await again.append(batch)).toMatchObject({ accepted: 0, duplicates: 1 });
    expect(await again.user(ADA.id)).toBeUndefined();
    const later = { ...batch, receivedAt: NOON + 27 * 3_600_000 };
    expect(await again.append(later)).toMatchObject({ accepted: 1 });
  });

  it("that the store's end interrupts is finished at the next start", async () => {
    const directory = await temporaryDirectory();
    const store = await openForTest(directory);
    await keepDay(store, NOON - DAY);
    await keepDay(store, NOON);
    const erased = store.eraseUser(ADA.id).catch(() => undefined);
    const begun = expect
      .poll(() => readdir(directory), { interval: 1, timeout: 20_000 })
      .toContain("erasing.json")
      .catch(() => undefined);
    await Promise.race([begun, erased]);
    await store.close();
    await erased;
    const again = await openForTest(directory);
    await expectOnlyBob(again, 2);
    expect(await mentions(directory)).toEqual([]);
  });

  it("keeps what is sent of others meanwhile, and of the user afterwards", async () => {
    const directory = await temporaryDirectory();
    const store = await openForTest(directory);
    await keepDay(store, NOON);
    const erasures = Promise.all([store.eraseUser(ADA.id), store.eraseUser(ADA.id)]);
    for (let batch = 0; batch < 20; batch++) {
      await store.append(eventsBatch([trackEvent({ userId: "eve", event: `e${batch}` })]));
    }
    const [erased, repeated] = await erasures;
    expect([erased.events, repeated.events]).toEqual([12, 0]);
    expect((await store.userTimeline({ ...ALL, id: "eve" })).entries).toHaveLength(20);
    await store.append(eventsBatch([trackEvent({ userId: ADA.id })]));
    expect(await store.user(ADA.id)).toMatchObject({ userIds: [ADA.id], anonymousIds: [] });
    expect(await mentions(directory)).not.toEqual([]);
  });
});
