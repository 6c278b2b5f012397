import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import type { ProductEvent, Store } from "@peekjs/protocol";
import { describe, expect, it } from "vitest";
import { NOON, batchOf, requestRecord } from "./support/batch.ts";
import { openForTest, temporaryDirectory } from "./support/directory.ts";
import { eventsBatch, trackEvent } from "./support/product-events.ts";

const DAY = 24 * 3_600_000;
const ALL = { from: 0, to: NOON * 2, limit: 500 };
const identify = trackEvent({ type: "identify", event: undefined });

/** Of the user and of another one: it stays with the other. */
const TABLET = "tablet-of-both";

/** Everything by which the user alone is known. */
const ADA = {
  id: "ada.lovelace@mail.example",
  former: "ada-byron-1815",
  first: "augusta-ada-king",
  device: "device-of-ada-7f3a",
  name: "Countess of Lovelace",
};

function visit(session: string, fields: Partial<ProductEvent> = {}): ProductEvent[] {
  const of = { userId: undefined, anonymousId: session, ...fields };
  const context = { session: { id: session, entryPage: "/" }, page: { url: "/" } };
  return [
    trackEvent({ ...of, context, type: "page", event: undefined }),
    trackEvent({ ...of, context, event: "web_vital", properties: { name: "LCP", value: 900 } }),
  ];
}

/** Records of the user, and of another one who was on the same device, on a day. */
async function keepDay(store: Store, receivedAt: number): Promise<void> {
  const at = { receivedAt };
  const { id, former, first, device, name } = ADA;
  const alias = trackEvent({ type: "alias", event: undefined, userId: former, previousId: first });
  await store.append(
    eventsBatch(
      [
        { ...identify, userId: id, anonymousId: device, traits: { name } },
        trackEvent({ type: "group", event: undefined, userId: id, groupId: "engines" }),
        trackEvent({ userId: undefined, anonymousId: device, type: "group", groupId: "looms" }),
        alias,
        { ...alias, userId: id, previousId: former },
        trackEvent({ userId: first }),
        ...visit(device),
        ...visit(TABLET),
        ...visit(TABLET, { userId: id }),
        ...visit(TABLET, { userId: "bob" }),
        { ...identify, userId: "bob", traits: { name: "Bob" } },
      ],
      at,
    ),
  );
  await store.append(
    batchOf(
      [
        requestRecord({ consumer: id, consumerName: name, errorMessage: `no ${former}` }),
        requestRecord({ consumer: former }),
        requestRecord({ consumer: "bob", consumerName: "Bob" }),
      ],
      at,
    ),
  );
}

/** Files below the directory that hold one of the user's texts. */
async function mentions(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile());
  const found: string[] = [];
  for (const { parentPath, name } of paths) {
    const bytes = await readFile(join(parentPath, name));
    if (Object.values(ADA).some((text) => bytes.includes(text))) {
      found.push(relative(directory, join(parentPath, name)));
    }
  }
  return found.toSorted();
}

async function expectOnlyBob(store: Store, pageViews: number): Promise<void> {
  for (const id of [ADA.id, ADA.former, ADA.first]) expect(await store.user(id)).toBeUndefined();
  expect((await store.userTimeline({ ...ALL, id: ADA.id })).entries).toEqual([]);
  const { events } = await store.productEvents(ALL);
  expect(new Set(events.map(({ userId }) => userId))).toEqual(new Set(["bob"]));
  expect(await store.user("bob")).toMatchObject({ traits: { name: "Bob" } });
  const { sessions } = await store.sessions({ ...ALL, order: "startedAt" });
  expect(sessions).toMatchObject([{ userId: "bob", pageViews, vitals: { LCP: 900 } }]);
}

describe("erasing a user", { timeout: 60_000 }, () => {
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

  it("that was interrupted is finished at the next start", async () => {
    const directory = await temporaryDirectory();
    const store = await openForTest(directory);
    await keepDay(store, NOON);
    await store.close();
    const { id, former, first, device } = ADA;
    const erasing = { users: [id, former, first], devices: [device, TABLET] };
    await writeFile(join(directory, "erasing.json"), JSON.stringify(erasing));
    // A copy that was being written, and what a query had put aside.
    await writeFile(join(directory, "days/2026-11-21.duckdb.rewritten"), ADA.name);
    await writeFile(join(directory, "temporary/duckdb_temp_storage"), ADA.name);
    const again = await openForTest(directory);
    await expectOnlyBob(again, 1);
    expect(await mentions(directory)).toEqual([]);
    expect(await readdir(directory)).not.toContain("erasing.json");
  });

  it("that cannot be finished keeps nobody from the store", async () => {
    const directory = await temporaryDirectory();
    await mkdir(join(directory, "erasing.json"));
    const store = await openForTest(directory);
    await store.append(eventsBatch([trackEvent()]));
    expect((await store.productEvents(ALL)).events).toHaveLength(1);
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
