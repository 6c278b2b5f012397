import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { defineDestination, delivered } from "@peekjs/destinations";
import type { DestinationConnection, QueuedEvent } from "@peekjs/protocol";
import { expect, it, onTestFinished, vi } from "vitest";
import { DurableOutbox } from "../../../src/destinations/node/durable-outbox.ts";
import { DurableQueue } from "../../../src/destinations/node/durable-queue.ts";
import { EventLog } from "../../../src/destinations/node/event-log.ts";
import { Journal } from "../../../src/destinations/node/journal.ts";
import { collect, temporaryFolder } from "../support/events.ts";

const DAMAGED = "damaged: the event cannot be read any more";

async function open(directory: string): Promise<DurableQueue> {
  const bounds = { maxEvents: 1_000, maxBytes: 1e6, maxDeadLetters: 1_000 };
  const queue = await DurableQueue.open({ directory, ...bounds, reportError: () => {} });
  onTestFinished(() => queue.close());
  return queue;
}

function events(from: number, to: number): QueuedEvent[] {
  return Array.from({ length: to - from + 1 }, (_, i) => {
    const json = JSON.stringify({ n: `number ${from + i}` });
    return { id: `e${from + i}`, json, bytes: json.length };
  });
}

/** Changes a digit: what lies there is JSON still. */
function damage(directory: string, n: number): void {
  for (const name of readdirSync(directory)) {
    const path = join(directory, name);
    const content = readFileSync(path);
    const at = content.indexOf(`"number ${n}"`);
    if (at === -1) continue;
    content.write("X", at + 1);
    writeFileSync(path, content);
  }
}

/** The disk does not give these events, while `isBroken`. */
function breakDisk(isMeant: (n: number) => boolean): { isBroken: boolean } {
  const state = { isBroken: true };
  const readAt = Journal.prototype.readAt;
  const spy = vi.spyOn(Journal.prototype, "readAt").mockImplementation(async function (
    this: Journal,
    place,
    length,
  ) {
    const content = await readAt.call(this, place, length);
    const numbers = [...content.toString().matchAll(/number (\d+)/g)].map((match) => +match[1]!);
    if (state.isBroken && numbers.some(isMeant)) throw new Error("EIO: i/o error, read");
    return content;
  });
  onTestFinished(() => spy.mockRestore());
  return state;
}

function connect(queue: DurableQueue): { connection: DestinationConnection; got: unknown[] } {
  const got: unknown[] = [];
  const definition = {
    name: "example",
    limits: { events: 2 },
    map: () => undefined,
    send: (batch: readonly { id: string }[]) => {
      got.push(...batch.map(({ id }) => id));
      return Promise.resolve(delivered);
    },
  };
  const connection = defineDestination(definition, { flushInterval: 10 }).connect({ queue });
  onTestFinished(async () => void (await connection.close({ timeout: 1 })));
  return { connection, got };
}

it("gives up an event that has changed on the disk, and delivers those behind it", async () => {
  const directory = temporaryFolder();
  const queue = await open(directory);
  await queue.add(events(1, 5));
  damage(directory, 1);
  damage(directory, 3);
  const { connection, got } = connect(queue);
  await connection.flush();
  expect(got).toEqual(["e2", "e4", "e5"]);
  expect(connection.stats()).toMatchObject({ delivered: 3, pending: 0, dead: 2 });
  const letters = await connection.deadLetters();
  expect(letters.map(({ event: { id, json }, reason }) => [id, json, reason])).toEqual([
    ["e1", "", DAMAGED],
    ["e3", "", DAMAGED],
  ]);
});

it("keeps such dead letters, and brings back the intact ones alone", async () => {
  const directory = temporaryFolder();
  const queue = await open(directory);
  await queue.add(events(1, 3));
  const taken = await queue.take(3);
  await queue.bury(taken.map((event) => ({ event, reason: "refused", at: 1 })));
  damage(directory, 2);
  expect(await queue.redrive()).toBe(2);
  expect((await queue.take(9)).map(({ id }) => id)).toEqual(["e1", "e3"]);
  expect(await queue.deadLetters()).toMatchObject([{ event: { id: "e2", json: "" } }]);
  expect(await queue.erase(() => false)).toBe(1);
  expect(queue.size()).toMatchObject({ events: 2, dead: 0 });
});

it("finds nothing in what is left of a damaged event, and erases it with whoever is erased", async () => {
  const directory = temporaryFolder();
  const log = await EventLog.open({ directory, reportError: () => {} });
  const logged = await log.add(events(1, 2).map((event) => ({ ...event, user: "mark" })));
  damage(directory, 1);
  await log.compact();
  await log.close();
  expect(logged.map(({ length }) => length > 0)).toEqual([false, true]);
  const queue = await open(directory);
  const isMarked = (_: string, user: string | undefined): boolean => user === "mark";
  expect(await collect(queue.find(isMarked))).toHaveLength(1);
  expect(await queue.erase(() => false)).toBe(1);
  expect(queue.size()).toMatchObject({ events: 1 });
});

it("gives up what the disk does not give for seconds, though it gives what lies behind it", async () => {
  vi.useFakeTimers({ toFake: ["performance"] });
  onTestFinished(() => void vi.useRealTimers());
  const queue = await open(temporaryFolder());
  await queue.add(events(1, 60));
  breakDisk((n) => n <= 50);
  const ids = async (): Promise<string[]> => (await queue.take(2)).map(({ id }) => id);
  expect(await ids()).toEqual(["e51", "e52"]);
  expect(await ids()).toEqual(["e53", "e54"]);
  vi.advanceTimersByTime(1_000);
  expect(await ids()).toEqual(["e55", "e56"]);
  vi.advanceTimersByTime(1_000);
  const last = await queue.take(2);
  const lost = last.filter(({ json }) => json === "").map(({ id }) => id);
  expect(lost).toEqual(events(1, 50).map(({ id }) => id));
  expect(last).toHaveLength(52);
});

it("keeps everything while the disk gives nothing", async () => {
  const queue = await open(temporaryFolder());
  await queue.add(events(1, 5));
  const disk = breakDisk(() => true);
  for (let round = 0; round < 10; round++) await expect(queue.take(2)).rejects.toThrow("EIO");
  await expect(queue.erase(() => true)).rejects.toThrow("EIO");
  expect(queue.size()).toMatchObject({ events: 5, dead: 0 });
  disk.isBroken = false;
  expect((await queue.take(9)).map(({ id }) => id)).toEqual(["e1", "e2", "e3", "e4", "e5"]);
});

it("hands over what else waited in the outbox", async () => {
  const directory = temporaryFolder();
  const errors: unknown[] = [];
  const options = {
    directory,
    syncQueues: () => Promise.resolve(),
    reportError: (error: unknown) => void errors.push(error),
  };
  const before = await DurableOutbox.open(options);
  for (const n of [1, 2, 3]) {
    const event = { type: "track" as const, event: `number ${n}`, timestamp: n };
    await before.add({ source: {}, events: [event], requests: [] });
  }
  await before.close();
  const outbox = await DurableOutbox.open(options);
  onTestFinished(() => outbox.close());
  damage(directory, 2);
  const recovered: unknown[] = [];
  for await (const { outgoing } of outbox.recover()) recovered.push(outgoing.events[0]!.event);
  expect(recovered).toEqual(["number 1", "number 3"]);
  expect(errors).toMatchObject([{ code: "PEEK_W_DESTINATION_DAMAGED" }]);
});

it("tells whoever looks for a user's events when the disk does not give some", async () => {
  const queue = await open(temporaryFolder());
  await queue.add(events(1, 5));
  const disk = breakDisk((n) => n === 4);
  await expect(collect(queue.find(() => true))).rejects.toThrow("EIO");
  disk.isBroken = false;
  expect(await collect(queue.find(() => true))).toHaveLength(5);
});
