import { otlp, webhook, type DestinationOptions } from "@peekjs/destinations";
import type { Destination, DestinationsList, ListedDestination } from "@peekjs/protocol";
import { startVendor } from "@peekjs/testing";
import { expect, it, onTestFinished, vi } from "vitest";
import { openDestinationStorage } from "../../src/destinations/node/index.ts";
import { envelope, row, startCollector } from "../support/collector.ts";
import { emptyStore } from "../support/store.ts";
import { calls, idsOf, numbered, SECRET, temporaryFolder } from "./support/events.ts";

/** Milliseconds, for a busy machine. */

/** A collector whose outbox lets go of nothing, as where the process dies before it can. */
async function startDying(directory: string, create: (pace: DestinationOptions) => Destination) {
  const destinationStorage = await openDestinationStorage({ directory, allowPrivate: true });
  const remove = vi.spyOn(destinationStorage.outbox, "remove").mockResolvedValue();
  const pace = { flushInterval: 5, circuitFailures: 1, circuitCooldown: 50 };
  const { post, get, collector } = await startCollector({
    store: await emptyStore(),
    destinationStorage,
    destinations: [create(pace)],
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
  const create = (pace: DestinationOptions): Destination =>
    webhook({ url: vendor.url, secret: SECRET, ...pace });
  const first = await startDying(directory, create);
  await first.post("/v1/batch", { batch: calls(1, 3) });
  await expect.poll(first.stats).toMatchObject({ delivered: 2, dead: 1, pending: 0 });
  vendor.answer = () => ({ status: 503 });
  await first.post("/v1/batch", { batch: calls(4, 6) });
  await expect.poll(first.stats).toMatchObject({ accepted: 6, pending: 3 });
  await first.end();

  const before = vendor.requests.length;
  vendor.answer = () => ({});
  const second = await startDying(directory, create);
  await expect.poll(second.handedOver).toBe(2);
  await second.post("/v1/batch", { batch: calls(7, 7) });
  const all = { accepted: 7, delivered: 6, dead: 1, pending: 0, dropped: {} };
  await expect.poll(second.stats).toMatchObject(all);
  expect(idsOf(vendor.requests.slice(before)).toSorted()).toEqual(numbered(4, 7));
});

it("queues no request or log record again that is in the queue, and sends each once", async () => {
  const directory = temporaryFolder();
  await using vendor = await startVendor(() => ({ status: 503 }));
  const create = (pace: DestinationOptions): Destination => otlp({ endpoint: vendor.url, ...pace });
  const first = await startDying(directory, create);
  await first.post("/v1/ingest", envelope([row(), row()]));
  await first.post("/v1/batch", { batch: calls(1, 3) });
  await expect.poll(first.stats).toMatchObject({ accepted: 5, pending: 5 });
  await first.end();

  vendor.answer = () => ({});
  const second = await startDying(directory, create);
  await expect.poll(second.handedOver).toBe(2);
  const all = { accepted: 5, delivered: 5, dead: 0, pending: 0, dropped: {} };
  await expect.poll(second.stats).toMatchObject(all);
});
