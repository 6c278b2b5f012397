import { webhook } from "@peekjs/destinations";
import type { DestinationsList, ListedDestination } from "@peekjs/protocol";
import { startVendor, type Vendor } from "@peekjs/testing";
import { expect, it, onTestFinished, vi } from "vitest";
import { openDestinationStorage } from "../../src/destinations/node/index.ts";
import { startCollector } from "../support/collector.ts";
import { emptyStore } from "../support/store.ts";
import { calls, idsOf, numbered, SECRET, temporaryFolder } from "./support/events.ts";

/** Milliseconds, for a busy machine. */
const EVENTUALLY = { timeout: 20_000 };

/** A collector whose outbox lets go of nothing, as where the process dies before it can. */
async function startDying(directory: string, { url }: Vendor) {
  const destinationStorage = await openDestinationStorage({ directory, allowPrivate: true });
  const remove = vi.spyOn(destinationStorage.outbox, "remove").mockResolvedValue();
  const pace = { flushInterval: 5, circuitFailures: 1, circuitCooldown: 50 };
  const { post, get, collector } = await startCollector({
    store: await emptyStore(),
    destinationStorage,
    destinations: [webhook({ url, secret: SECRET, ...pace })],
    onError: () => {},
  });
  const end = async (): Promise<void> => {
    await collector.close();
    await destinationStorage.close();
  };
  onTestFinished(end);
  const stats = async (): Promise<ListedDestination> =>
    ((await (await get("/peek/v1/destinations")).json()) as DestinationsList).destinations[0]!;
  return { post, stats, end, handedOver: () => remove.mock.calls.length };
}

it("queues nothing again of the outbox that is in the queue, or has left it, and counts it once", async () => {
  const directory = temporaryFolder();
  await using vendor = await startVendor(({ body }) => ({
    status: body.includes('"m2"') ? 422 : 200,
  }));
  const first = await startDying(directory, vendor);
  await first.post("/v1/batch", { batch: calls(1, 3) });
  await expect.poll(first.stats, EVENTUALLY).toMatchObject({ delivered: 2, dead: 1, pending: 0 });
  vendor.answer = () => ({ status: 503 });
  await first.post("/v1/batch", { batch: calls(4, 6) });
  await expect.poll(first.stats, EVENTUALLY).toMatchObject({ accepted: 6, pending: 3 });
  await first.end();

  const before = vendor.requests.length;
  vendor.answer = () => ({});
  const second = await startDying(directory, vendor);
  await expect.poll(second.handedOver, EVENTUALLY).toBe(2);
  await second.post("/v1/batch", { batch: calls(7, 7) });
  const all = { accepted: 7, delivered: 6, dead: 1, pending: 0, dropped: {} };
  await expect.poll(second.stats, EVENTUALLY).toMatchObject(all);
  expect(idsOf(vendor.requests.slice(before)).toSorted()).toEqual(numbered(4, 7));
});
