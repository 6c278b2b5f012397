import {
  appendFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { QueuedEvent } from "@peekjs/protocol";
import { beforeEach, expect, it, onTestFinished, vi } from "vitest";
import { encodeChange } from "../../../src/destinations/node/change.ts";
import { DurableQueue } from "../../../src/destinations/node/durable-queue.ts";
import { Journal } from "../../../src/destinations/node/journal.ts";

/** Milliseconds, for a busy machine. */

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "peek-queue-"));
  onTestFinished(() => rmSync(directory, { recursive: true }));
});

const BOUNDS = { maxEvents: 100, maxBytes: 10_000, maxDeadLetters: 3 };

/** As a new process would: nothing of the old one is closed. */
async function open(bounds: Partial<typeof BOUNDS> = {}): Promise<DurableQueue> {
  const reportError = (error: unknown): never => {
    throw error;
  };
  const queue = await DurableQueue.open({ directory, ...BOUNDS, ...bounds, reportError });
  onTestFinished(() => queue.close());
  return queue;
}

function events(from: number, to: number): QueuedEvent[] {
  return Array.from({ length: to - from + 1 }, (_, i) => {
    const json = JSON.stringify({ n: from + i, text: "é" });
    return { id: `e${from + i}`, json, bytes: Buffer.byteLength(json), expires: undefined };
  });
}

function files(): string[] {
  return readdirSync(directory).map((name) => join(directory, name));
}

const idsOf = (taken: readonly QueuedEvent[]): string[] => taken.map(({ id }) => id);

it("gives out what was added, in its order, with its payload", async () => {
  const queue = await open();
  expect(await queue.add(events(1, 5))).toBe(5);
  expect(await queue.take(3)).toEqual(events(1, 3));
  expect(await queue.take(3)).toEqual(events(4, 5));
  expect(await queue.take(3)).toEqual([]);
});

it("has after a crash what was added, put back or only taken, and not what was settled", async () => {
  const queue = await open();
  await queue.add([{ ...events(1, 1)[0]!, expires: 5 }, ...events(2, 6)]);
  const [one, two, three] = await queue.take(3);
  await queue.settle([two!]);
  queue.putBack([three!]);
  const again = await open();
  expect(again.size().events).toBe(5);
  const taken = await again.take(10);
  expect(idsOf(taken)).toEqual(["e1", "e3", "e4", "e5", "e6"]);
  expect(taken[0]).toEqual(one);
});

it("returns what is put back to its old place", async () => {
  const queue = await open();
  await queue.add(events(1, 4));
  const taken = await queue.take(3);
  queue.putBack([taken[1]!]);
  await queue.add(events(5, 5));
  expect(idsOf(await queue.take(9))).toEqual(["e2", "e4", "e5"]);
});

it("takes no more than fits, and has room again for what was settled", async () => {
  const queue = await open({ maxEvents: 3 });
  expect(await queue.add(events(1, 5))).toBe(3);
  expect(await queue.add(events(6, 6))).toBe(0);
  await queue.settle(await queue.take(1));
  expect(await queue.add(events(6, 7))).toBe(1);
  const small = await open({ maxBytes: queue.size().bytes + 1 });
  expect(await small.add(events(9, 9))).toBe(0);
});

it("keeps dead letters over a restart, the oldest going first, and brings them back", async () => {
  const queue = await open();
  await queue.add(events(1, 4));
  const taken = await queue.take(4);
  const letters = taken.map((event, i) => ({ event, reason: `reason ${i}`, at: i }));
  expect(await queue.bury(letters)).toBe(1);
  const [never] = events(9, 9);
  expect(await queue.bury([{ event: never!, reason: "too old", at: 9 }])).toBe(1);
  const again = await open();
  expect(again.size()).toEqual({ events: 0, bytes: 0, dead: 3, erased: 0 });
  const dead = await again.deadLetters();
  expect(dead.map(({ event, reason }) => [event.id, reason])).toEqual([
    ["e3", "reason 2"],
    ["e4", "reason 3"],
    ["e9", "too old"],
  ]);
  expect(dead[0]!.event.json).toBe(events(3, 3)[0]!.json);
  await again.add(events(5, 5));
  expect(await again.redrive()).toBe(3);
  const last = await open();
  expect(last.size().dead).toBe(0);
  expect(idsOf(await last.take(9))).toEqual(["e5", "e3", "e4", "e9"]);
});

it("keeps what was answered with dead letters, until anybody is erased: it may be about that one", async () => {
  const queue = await open();
  await queue.add(events(1, 3));
  const answer = "no such users: e1, e2";
  const letters = (await queue.take(2)).map((event) => ({ event, reason: "422", answer, at: 1 }));
  await queue.bury(letters);
  const again = await open();
  expect(await again.deadLetters()).toEqual(letters);
  await again.erase((json) => json.includes('"n":3'));
  const left = letters.map(({ event, reason, at }) => ({ event, reason, at }));
  expect(await again.deadLetters()).toEqual(left);
  expect(
    files()
      .map((path) => readFileSync(path, "utf8"))
      .join(),
  ).not.toContain(answer);
  expect(await (await open()).deadLetters()).toEqual(left);
});

it("takes the reason of a dead letter of an older version for an answer", async () => {
  const queue = await open();
  await queue.add(events(1, 2));
  await queue.close();
  const journal = await Journal.open({ directory, onFrame: () => {} });
  await journal.append(encodeChange({ bury: [[2, "answered 422: no such user", 7]] }));
  await journal.close();
  const letter = { reason: "was not taken", answer: "answered 422: no such user", at: 7 };
  expect(await (await open()).deadLetters()).toMatchObject([letter]);
});

it("reads over the end that a crash tore off, and writes on", async () => {
  const queue = await open();
  await queue.add(events(1, 2));
  await queue.add(events(3, 3));
  const [path] = files();
  truncateSync(path!, statSync(path!).size - 1);
  const again = await open();
  await again.add(events(4, 4));
  expect(idsOf(await again.take(9))).toEqual(["e1", "e2", "e4"]);
  appendFileSync(path!, Buffer.alloc(64));
  expect((await open()).size().events).toBe(3);
});

it("reads on after damage, and says so", async () => {
  const queue = await open();
  for (let n = 1; n <= 5; n++) await queue.add(events(n, n));
  const [path] = files();
  const bytes = readFileSync(path!);
  bytes[Math.floor(bytes.length / 2)]! ^= 1;
  writeFileSync(path!, bytes);
  const errors: unknown[] = [];
  const reportError = (error: unknown): void => void errors.push(error);
  const again = await DurableQueue.open({ directory, ...BOUNDS, reportError });
  expect(idsOf(await again.take(9))).toEqual(["e1", "e2", "e4", "e5"]);
  expect(errors).toMatchObject([{ code: "PEEK_W_DESTINATION_DAMAGED" }]);
  await again.close();
});

it("leaves nothing of what was delivered on the disk for long", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  onTestFinished(() => void vi.useRealTimers());
  const queue = await open();
  await queue.add(events(1, 5));
  await queue.settle(await queue.take(4));
  vi.advanceTimersByTime(3_600_000);
  expect(files()).toHaveLength(1);
  await queue.settle(await queue.take(1));
  expect(readFileSync(files()[0]!, "utf8")).toContain("é");
  vi.advanceTimersByTime(60_000);
  vi.useRealTimers();
  await expect.poll(files).toEqual([]);
  await queue.add(events(6, 6));
  expect(idsOf(await (await open()).take(9))).toEqual(["e6"]);
});

it("gives disk space back, though one event stays for ever", async () => {
  const queue = await open({ maxEvents: 1e6, maxBytes: 1e9 });
  const large = (n: number): QueuedEvent => {
    const json = JSON.stringify("x".repeat(1_000_000) + n);
    return { id: `e${n}`, json, bytes: json.length };
  };
  await queue.add([large(0)]);
  const [stuck] = await queue.take(1);
  for (let n = 1; n <= 150; n++) {
    await queue.add([large(n)]);
    await queue.settle(await queue.take(1));
  }
  const sizes = (): number[] => files().map((path) => statSync(path).size);
  await expect.poll(() => sizes().reduce((a, b) => a + b)).toBeLessThan(90e6);
  queue.putBack([stuck!]);
  expect(idsOf(await queue.take(2))).toEqual(["e0"]);
  expect(idsOf(await (await open()).take(2))).toEqual(["e0"]);
});

it("forgets what is meant to be erased, waiting or given up, and keeps the rest in order", async () => {
  const queue = await open();
  await queue.add(events(1, 6));
  const [taken, dead] = await queue.take(2);
  await queue.bury([{ event: dead!, reason: "refused", at: 1 }]);
  const isMeant = (json: string): boolean => /"n":[1246]/.test(json);
  expect(await queue.erase(isMeant)).toBe(3);
  expect(queue.size()).toMatchObject({ events: 3, dead: 0 });
  queue.putBack([taken!]);
  expect(idsOf(await queue.take(9))).toEqual(["e3", "e5"]);
  expect(idsOf(await (await open()).take(9))).toEqual(["e3", "e5"]);
});

it("gives nothing out again that was erased while it was taken, whatever becomes of it", async () => {
  const queue = await open();
  await queue.add(events(1, 4));
  const [back, dead, settled] = await queue.take(3);
  const taking = queue.take(1);
  expect(queue.isErased(back!)).toBe(false);
  expect(await queue.erase(() => true)).toBe(0);
  expect(queue.isErased(back!)).toBe(true);
  expect(await (await open()).take(9)).toEqual([]);
  queue.putBack([back!, ...(await taking)]);
  await queue.bury([{ event: dead!, reason: "refused", at: 1 }]);
  await queue.settle([settled!]);
  expect(await queue.take(9)).toEqual([]);
  expect(queue.size()).toEqual({ events: 0, bytes: 0, dead: 0, erased: 3 });
});

it("says what it means that it cannot forget what was delivered, and forgets it later", async () => {
  const errors: unknown[] = [];
  const reportError = (error: unknown): void => void errors.push(error);
  const queue = await DurableQueue.open({ directory, ...BOUNDS, reportError });
  await queue.add(events(1, 3));
  const append = vi.spyOn(Journal.prototype, "append").mockRejectedValueOnce(new Error("ENOSPC"));
  onTestFinished(() => append.mockRestore());
  await queue.settle(await queue.take(1));
  expect(errors).toMatchObject([
    { code: "PEEK_E_DESTINATION_QUEUE", message: expect.stringContaining("goes out again if") },
  ]);
  await queue.settle(await queue.take(1));
  expect(idsOf(await (await open()).take(9))).toEqual(["e3"]);
  await queue.close();
});
