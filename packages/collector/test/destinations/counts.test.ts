import { readFileSync } from "node:fs";
import { join } from "node:path";
import { webhook } from "@peekjs/destinations";
import type { DestinationsList, DestinationStats, ListedDestination } from "@peekjs/protocol";
import { startVendor } from "@peekjs/testing";
import fc from "fast-check";
import { expect, it } from "vitest";
import { Counts } from "../../src/destinations/counts.ts";
import { CountsFile } from "../../src/destinations/node/counts-file.ts";
import { openDestinationStorage } from "../../src/destinations/node/index.ts";
import { startCollector } from "../support/collector.ts";
import { emptyStore } from "../support/store.ts";
import { calls, SECRET, temporaryFolder } from "./support/events.ts";

it("counts on over restarts what was delivered, refused and left out", async () => {
  const directory = temporaryFolder();
  await using vendor = await startVendor(({ body }) => ({
    status: body.includes('"m2"') ? 422 : 200,
    body: "unknown customer ada@example.com",
  }));
  const store = await emptyStore();
  let since: number | undefined;
  for (const round of [1, 2]) {
    const destinationStorage = await openDestinationStorage({ directory, allowPrivate: true });
    const { post, get, collector } = await startCollector({
      store,
      destinationStorage,
      destinations: [webhook({ url: vendor.url, secret: SECRET, flushInterval: 5 })],
      onError: () => {},
    });
    const read = async (): Promise<ListedDestination> =>
      ((await (await get("/peek/v1/destinations")).json()) as DestinationsList).destinations[0]!;
    // The second round repeats the first: the store knows them, and they go on once.
    await post("/v1/batch", { batch: calls(1, round * 3) });
    const delivered = round === 1 ? 2 : 5;
    await expect.poll(read).toMatchObject({ delivered, pending: 0, dead: 1 });
    const stats = await read();
    expect(stats).toMatchObject({ accepted: delivered + 1, since: since ?? expect.any(Number) });
    since = stats.since;
    await collector.close();
    await destinationStorage.close();
    const file = readFileSync(join(directory, "queue-webhook", "counts.json"), "utf8");
    expect(file).not.toContain("ada@");
    expect(JSON.parse(file)).toMatchObject({ name: "webhook", delivered, dead: 1, since });
  }
});

const NOTHING: DestinationStats = {
  name: "x",
  accepted: 0,
  filtered: 0,
  delivered: 0,
  pending: 0,
  dead: 0,
  dropped: {},
  attempts: 0,
  omitted: {},
  circuit: "closed",
};

it("accounts for everything accepted, though the last second was not written down", () => {
  const written = { ...NOTHING, since: 1, accepted: 10, delivered: 4, pending: 6 };
  const start = { ...NOTHING, pending: 5, dead: 2 };
  const counts = new Counts({ ...written, dropped: { queue_full: 3 } }, start, 99);
  const now = { ...start, accepted: 2, delivered: 3, pending: 4, dropped: { queue_full: 1 } };
  expect(counts.total(now)).toMatchObject({
    since: 1,
    accepted: 16,
    delivered: 7,
    pending: 4,
    dead: 2,
    dropped: { queue_full: 4 },
  });
});

it("tells a bounded number of omitted fields apart, and loses none", () => {
  const fields = fc.dictionary(fc.string(), fc.nat(9), { maxKeys: 120 });
  fc.assert(
    fc.property(fields, fields, (before, current) => {
      const counts = new Counts({ ...NOTHING, since: 1, omitted: before }, NOTHING, 1);
      const { omitted } = counts.total({ ...NOTHING, omitted: current });
      const sum = (one: object): number => Object.values(one).reduce((a, b) => a + b, 0);
      expect(sum(omitted)).toBe(sum(before) + sum(current));
      expect(Object.keys(omitted).length).toBeLessThanOrEqual(101);
    }),
  );
});

it("reads no counts from a file that holds none", async () => {
  const directory = temporaryFolder();
  const file = new CountsFile(directory);
  expect(await file.read()).toBeUndefined();
  const counts = { ...NOTHING, since: 1 };
  await file.write(counts);
  expect(await file.read()).toEqual(counts);
  await file.write({ ...counts, delivered: Number.NaN });
  expect(await file.read()).toBeUndefined();
});
