import { webhook } from "@peekjs/destinations";
import type { Destination, DestinationsList } from "@peekjs/protocol";
import { startVendor } from "@peekjs/testing";
import { afterEach, expect, it, onTestFinished, vi } from "vitest";
import { openDestinationStorage } from "../../src/destinations/node/index.ts";
import type { DestinationStorage } from "../../src/destinations/storage.ts";
import { startCollector, type TestCollector } from "../support/collector.ts";
import { emptyStore } from "../support/store.ts";
import { calls, SECRET, temporaryFolder } from "./support/events.ts";

/** Milliseconds after which nobody waits for a hand-over any more. */
const TIMEOUT = 30_000;

afterEach(() => void vi.useRealTimers());

/** A destination whose hand-overs hang until they are told to go on. */
function hanging(hook: Destination): { destination: Destination; goOn: () => void } {
  let goOn = (): void => {};
  const released = new Promise<void>((resolve) => (goOn = resolve));
  const destination: Destination = {
    ...hook,
    connect(host) {
      const connection = hook.connect(host);
      const enqueue = connection.enqueue.bind(connection);
      return Object.assign(connection, {
        enqueue: (...given: Parameters<typeof enqueue>) => released.then(() => enqueue(...given)),
      });
    },
  };
  return { destination, goOn: () => goOn() };
}

async function openStorage(): Promise<DestinationStorage> {
  const directory = temporaryFolder();
  const storage = await openDestinationStorage({ directory, allowPrivate: true });
  onTestFinished(() => storage.close());
  return storage;
}

async function stats({ get }: TestCollector): Promise<DestinationsList["destinations"]> {
  return ((await (await get("/peek/v1/destinations")).json()) as DestinationsList).destinations;
}

it.each([
  ["in memory", async () => undefined],
  ["on disk", openStorage],
])("erases from a queue %s what a late hand-over brings after the erasure", async (_, open) => {
  await using vendor = await startVendor(() => ({ status: 503 }));
  const hook = webhook({ url: vendor.url, secret: SECRET, flushInterval: 60_000 });
  const { destination, goOn } = hanging(hook);
  const destinationStorage = await open();
  const started = await startCollector({
    store: await emptyStore(),
    onError: () => {},
    destinationStorage,
    destinations: [destination],
  });
  onTestFinished(() => started.collector.close());
  await stats(started);
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  await started.post("/v1/batch", {
    batch: [...calls(1, 2), { ...calls(3, 3)[0], userId: "bob" }],
  });
  await vi.advanceTimersByTimeAsync(TIMEOUT);
  vi.useRealTimers();

  const erased = await started.collector.fetch(
    new Request("http://localhost:7335/peek/v1/users?id=u1", { method: "DELETE" }),
  );
  expect(await erased.json()).toMatchObject({ events: 2 });
  goOn();
  await expect.poll(() => stats(started)).toMatchObject([{ accepted: 3, pending: 1 }]);
});
