import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { startVendor, type VendorAnswer } from "@peekjs/testing";
import { expect, it } from "vitest";
import { CollectorProcess, type QueueBounds } from "./support/collector-process.ts";
import { calls, numbered, temporaryFolder } from "./support/events.ts";

/** Milliseconds, for a busy machine. */
const EVENTUALLY = { timeout: 30_000 };
const DOWN: VendorAnswer = { status: 503 };

async function start(bounds: QueueBounds) {
  const vendor = await startVendor(() => DOWN);
  const target = { type: "webhook", name: "hook", url: vendor.url } as const;
  const collector = await CollectorProcess.start(temporaryFolder(), [target], bounds);
  const stats = async () => (await collector.stats())["hook"]!;
  return { vendor, collector, stats };
}

it("drops what comes last when a queue is full, counts it, and sends the rest over kills, in order and once", async () => {
  await using vendor = await startVendor(() => DOWN);
  const folder = temporaryFolder();
  const target = { type: "meta", name: "meta", url: vendor.url } as const;
  const collector = await CollectorProcess.start(folder, [target], { maxQueueEvents: 120 });
  const stats = async () => (await collector.stats())["meta"]!;
  const kill = async (dropped: number): Promise<void> => {
    // A crash loses the counts of the last second.
    await expect.poll(() => countsIn(folder), EVENTUALLY).toContain(`"queue_full":${dropped}}`);
    await collector.kill();
    await collector.start();
  };
  await collector.send(calls(1, 100));
  await collector.send(calls(101, 150));
  const isFull = { pending: 120, accepted: 150, dropped: { queue_full: 30 } };
  await expect.poll(stats, EVENTUALLY).toMatchObject(isFull);
  await kill(30);
  await expect.poll(stats, EVENTUALLY).toMatchObject(isFull);
  await collector.send(calls(151, 160));
  await expect.poll(stats, EVENTUALLY).toMatchObject({ pending: 120, dropped: { queue_full: 40 } });
  await kill(40);

  const taken: string[] = [];
  vendor.answer = ({ json }) => {
    const { data } = json as { data: { event_id: string }[] };
    taken.push(...data.map(({ event_id }) => event_id));
    return { body: { events_received: data.length } };
  };
  await expect.poll(stats, EVENTUALLY).toMatchObject({ pending: 0, delivered: 120 });
  await collector.send(calls(161, 200));
  await expect.poll(stats, EVENTUALLY).toMatchObject({ pending: 0, delivered: 160, dead: 0 });
  expect(taken).toEqual([...numbered(1, 120), ...numbered(161, 200)]);
});

it("counts what one huge event takes of a queue's bytes, and takes small ones behind it", async () => {
  const { vendor, collector, stats } = await start({ maxQueueBytes: 600_000 });
  await using _ = vendor;
  const [huge, more, ...small] = calls(1, 5).map((call, index) =>
    index < 2 ? { ...call, properties: Object.fromEntries(texts(40, 10_000)) } : call,
  );
  await collector.send([huge!]);
  await expect.poll(stats, EVENTUALLY).toMatchObject({ pending: 1 });
  await collector.send([more!]);
  await expect.poll(stats, EVENTUALLY).toMatchObject({ pending: 1, dropped: { queue_full: 1 } });
  await collector.send(small);
  await expect.poll(stats, EVENTUALLY).toMatchObject({ pending: 4, dropped: { queue_full: 1 } });
  await collector.kill();
  await collector.start();
  vendor.answer = () => ({});
  await expect.poll(stats, EVENTUALLY).toMatchObject({ pending: 0, delivered: 4 });
});

it("keeps so many dead letters as it may, the newest, over a kill", async () => {
  const { vendor, collector, stats } = await start({ maxDeadLetters: 10 });
  await using _ = vendor;
  vendor.answer = ({ body }) => ({ status: body.includes('"Ordered"') ? 422 : 200 });
  const good = { type: "track", event: "Taken", userId: "u1" };
  await collector.send([good, ...calls(1, 30), good]);
  await expect.poll(stats, EVENTUALLY).toMatchObject({ pending: 0, dead: 10 });
  expect((await stats()).dropped).toEqual({ dead_letters_full: 20 });
  // Counts are written down every second.
  await collector.kill();
  await collector.start();
  await expect.poll(stats, EVENTUALLY).toMatchObject({ pending: 0, dead: 10 });
  expect(await collector.deadLetters("hook")).toHaveLength(10);
});

function texts(count: number, length: number): [string, string][] {
  return Array.from({ length: count }, (_, index) => [`text${index}`, "x".repeat(length)]);
}

/** The counts that rest in a collector's folder, of its one destination. */
function countsIn(folder: string): string {
  const path = readdirSync(folder, { recursive: true, encoding: "utf8" }).find((one) =>
    one.endsWith("counts.json"),
  );
  return path === undefined ? "" : readFileSync(join(folder, path), "utf8");
}
