import { existsSync, readdirSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it, onTestFinished, vi } from "vitest";
import { queueFolder } from "../../../src/destinations/node/queue-folder.ts";
import { Queues } from "../../../src/destinations/node/queues.ts";
import { temporaryFolder } from "../support/events.ts";

const DAY = 24 * 3_600_000;
const BOUNDS = { maxEvents: 100, maxBytes: 10_000, maxDeadLetters: 10 };

const event = (id: string) => ({ id, json: `"${id}"`, bytes: id.length + 2 });

function start(): { directory: string; queues: Queues } {
  const directory = temporaryFolder();
  const reportError = (error: unknown): never => expect.fail(String(error));
  const queues = new Queues(directory, { ...BOUNDS, reportError });
  onTestFinished(() => queues.close());
  return { directory, queues };
}

it("reaches the queues that destinations have, and those that none has any more", async () => {
  const { directory, queues } = start();
  for (const [name, kind] of [["shop"], ["shop", "meta"], ["a/b @c", "ga4"]] as const) {
    const queue = await queues.lend(queueFolder(directory, name, kind));
    await queue.add([event(kind ?? "own")]);
  }
  await queues.giveBack(queueFolder(directory, "shop", "meta"));
  const sizes: string[] = [];
  for await (const { destination, queue } of queues.all()) {
    sizes.push(`${destination}: ${queue.size().events}`);
  }
  expect(sizes.sort()).toEqual(["a/b @c: 1", "shop: 1", "shop: 1"]);
  const back = await queues.lend(queueFolder(directory, "shop", "meta"));
  expect(await back.take(9)).toMatchObject([{ id: "meta" }]);
});

it("lends a queue that somebody looks into, and takes it back, without waiting for them", async () => {
  const { directory, queues } = start();
  const folder = queueFolder(directory, "shop");
  const first = await queues.lend(folder);
  await first.add([event("e1"), event("e2")]);
  await queues.giveBack(folder);
  const all = queues.all();
  const { value: looked } = await all.next();
  const second = await queues.lend(folder);
  expect(await second.take(1)).toMatchObject([{ id: "e1" }]);
  await queues.giveBack(folder);
  expect(looked?.queue.size()).toMatchObject({ events: 2 });
  const third = await queues.lend(folder);
  expect(await all.next()).toMatchObject({ done: true });
  expect(await third.take(9)).toMatchObject([{ id: "e1" }, { id: "e2" }]);
});

it("closes a queue that is given back while the disk refuses to sync it", async () => {
  const { directory, queues } = start();
  const folder = queueFolder(directory, "shop");
  const queue = await queues.lend(folder);
  await queue.add([event("e1")]);
  vi.spyOn(queue, "sync").mockRejectedValueOnce(new Error("EIO"));
  const close = vi.spyOn(queue, "close");
  await expect(queues.giveBack(folder)).rejects.toThrow("EIO");
  expect(close).toHaveBeenCalledOnce();
  expect(await (await queues.lend(folder)).take(9)).toMatchObject([{ id: "e1" }]);
});

it("deletes queues that no destination has had for long, and no other", async () => {
  const { directory, queues } = start();
  const folders = ["open", "left", "old"].map((name) => queueFolder(directory, name));
  for (const folder of folders) {
    await queues.lend(folder);
    writeFileSync(join(folder, "counts.json"), "{}");
  }
  await queues.giveBack(folders[1]!);
  await queues.giveBack(folders[2]!);
  const longAgo = new Date(Date.now() - 8 * DAY);
  for (const folder of [folders[0]!, folders[2]!]) {
    utimesSync(join(folder, "counts.json"), longAgo, longAgo);
  }
  await queues.deleteUnused(7 * DAY);
  expect(folders.map((folder) => existsSync(folder))).toEqual([true, true, false]);
  expect(readdirSync(directory)).toHaveLength(2);
});

it("knows what was added before a crash until the recovery has ended, also in queues opened since", async () => {
  const { directory, queues: before } = start();
  const folders = ["early", "late"].map((name) => queueFolder(directory, name));
  for (const folder of folders) await (await before.lend(folder)).add([event("e1")]);
  await before.close();

  const reportError = (error: unknown): never => expect.fail(String(error));
  const queues = new Queues(directory, { ...BOUNDS, reportError });
  onTestFinished(() => queues.close());
  const early = await queues.lend(folders[0]!);
  early.repeats.isExpected = true;
  await early.add([event("e1")]);
  expect(early.size().events).toBe(1);
  queues.endRecovery();
  const late = await queues.lend(folders[1]!);
  late.repeats.isExpected = true;
  for (const queue of [early, late]) await queue.add([event("e1")]);
  expect([early.size().events, late.size().events]).toEqual([2, 2]);
});
