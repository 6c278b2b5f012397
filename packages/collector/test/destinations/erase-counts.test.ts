import { webhook } from "@peekjs/destinations";
import type { Destination, DestinationsList, ListedDestination } from "@peekjs/protocol";
import { startVendor, type Vendor } from "@peekjs/testing";
import { expect, it } from "vitest";
import { openDestinationStorage } from "../../src/destinations/node/index.ts";
import { startCollector, type TestCollector } from "../support/collector.ts";
import { emptyStore } from "../support/store.ts";
import { SECRET, temporaryFolder, refusing, TAKEN } from "./support/events.ts";

const EVENTUALLY = { timeout: 30_000 };
const ADA = "ada-4711";
const PACE = { flushInterval: 5, retryDelay: 5, circuitFailures: 1, circuitCooldown: 60_000 };

const BATCH = [ADA, "bob", ADA, "bob"].map((userId, index) => ({
  type: "track",
  event: "Ordered",
  userId,
  messageId: `m${index}`,
}));

/** Three that keep what they get: one is down, one refuses all but one, one does not answer. */
function hooks({ url }: Vendor): Destination[] {
  return ["down", "refuses", "late"].map((name) =>
    webhook({ ...PACE, name, url: `${url}/${name}`, secret: SECRET, timeout: 300_000 }),
  );
}

async function stats({ get }: TestCollector): Promise<ListedDestination[]> {
  return ((await (await get("/peek/v1/destinations")).json()) as DestinationsList).destinations;
}

/** Every event that was accepted is in exactly one place. */
function expectBalanced(all: readonly ListedDestination[]): void {
  for (const { name, accepted, delivered, pending, dead, dropped } of all) {
    const lost = Object.values(dropped).reduce((sum, count) => sum + count, 0);
    expect(delivered + pending + dead + lost).toBe(accepted);
    expect(accepted).toBe(name === "refuses" ? 5 : 4);
  }
}

it.each(["on disk", "in memory"])(
  "adds up after a user is erased from queues %s",
  async (where) => {
    await using vendor = await startVendor((request) =>
      request.path === "/late"
        ? "hang"
        : { status: request.path === "/down" ? 503 : refusing(request) },
    );
    const directory = temporaryFolder();
    const open = () =>
      where === "on disk" ? openDestinationStorage({ directory, allowPrivate: true }) : undefined;
    const store = await emptyStore();
    const destinationStorage = await open();
    const started = await startCollector({
      store,
      onError: () => {},
      destinationStorage,
      destinations: hooks(vendor),
    });
    await started.post("/v1/batch", { batch: [...BATCH, TAKEN] });
    const isSettled = [{ pending: 4, circuit: "open" }, { dead: 4 }, { pending: 4, attempts: 4 }];
    await expect.poll(() => stats(started), EVENTUALLY).toMatchObject(isSettled);

    const url = `http://localhost:7335/peek/v1/users?id=${ADA}`;
    await started.collector.fetch(new Request(url, { method: "DELETE" }));
    const [down, refuses, late] = await stats(started);
    expectBalanced([down!, refuses!, late!]);
    expect(down).toMatchObject({ pending: 2, dropped: { erased: 2 } });
    expect(refuses).toMatchObject({ dead: 2, dropped: { erased: 2 } });
    // A request that is under way may still succeed.
    expect(late).toMatchObject({ pending: 4, dropped: {} });
    // It fails.
    await vendor.close();
    await expect
      .poll(async () => (await stats(started))[2], EVENTUALLY)
      .toMatchObject({ pending: 2, dropped: { erased: 2 } });
    expectBalanced(await stats(started));
    await started.collector.close();
    await destinationStorage?.close();
    if (destinationStorage === undefined) return;

    const again = await open();
    const restarted = await startCollector({
      store,
      onError: () => {},
      destinationStorage: again,
      destinations: hooks(vendor),
    });
    await expect.poll(async () => (await stats(restarted)).length, EVENTUALLY).toBe(3);
    const after = await stats(restarted);
    expectBalanced(after);
    expect(after.map(({ dropped }) => dropped)).toEqual([
      { erased: 2 },
      { erased: 2 },
      { erased: 2 },
    ]);
    await restarted.collector.close();
    await again?.close();
  },
);

it("adds up after a user is erased from queues of destinations that are left out meanwhile", async () => {
  await using vendor = await startVendor((request) => ({
    status: request.path === "/down" ? 503 : refusing(request),
  }));
  const directory = temporaryFolder();
  const store = await emptyStore();
  const start = async (destinations: Destination[]) => {
    const destinationStorage = await openDestinationStorage({ directory, allowPrivate: true });
    const options = { store, onError: () => {}, destinationStorage, destinations };
    const started = await startCollector(options);
    const close = async (): Promise<void> => {
      await started.collector.close();
      await destinationStorage.close();
    };
    return { ...started, close };
  };
  const [down, refuses] = hooks(vendor);
  const first = await start([down!, refuses!]);
  await first.post("/v1/batch", { batch: [...BATCH, TAKEN] });
  await expect
    .poll(() => stats(first), EVENTUALLY)
    .toMatchObject([{ pending: 4, circuit: "open" }, { dead: 4 }]);
  await first.close();

  const without = await start([]);
  const url = `http://localhost:7335/peek/v1/users?id=${ADA}`;
  await without.collector.fetch(new Request(url, { method: "DELETE" }));
  await without.close();

  const again = await start(hooks(vendor).slice(0, 2));
  await expect.poll(async () => (await stats(again)).length, EVENTUALLY).toBe(2);
  const after = await stats(again);
  expectBalanced(after);
  expect(after).toMatchObject([
    { pending: 2, dropped: { erased: 2 } },
    { dead: 2, dropped: { erased: 2 } },
  ]);
  await again.close();
});
