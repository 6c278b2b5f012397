import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { expect, it, onTestFinished, vi } from "vitest";
import { EventIndex, type LoggedEvent } from "../../../src/destinations/node/event-index.ts";
import { EventLog } from "../../../src/destinations/node/event-log.ts";
import { Journal } from "../../../src/destinations/node/journal.ts";
import { temporaryFolder } from "../support/events.ts";

const SEGMENT_BYTES = 1_000;

interface Round {
  add: number;
  /** Which of those that live are removed, the bits of it repeated. */
  remove: number;
  /** Whether the removals are put into one addition, as what they replace. */
  isReplacement: boolean;
  isAwaited: boolean;
  isCompacted: boolean;
}

const round: fc.Arbitrary<Round> = fc.record({
  add: fc.integer({ min: 1, max: 20 }),
  remove: fc.nat(0xffff),
  isReplacement: fc.boolean(),
  isAwaited: fc.boolean(),
  isCompacted: fc.boolean(),
});

let last = 0;
function events(count: number): { id: string; json: string; bytes: number }[] {
  const json = JSON.stringify("x".repeat(58));
  return Array.from({ length: count }, () => ({ id: `e${last++}`, json, bytes: json.length }));
}

/** Adds and removes without waiting, as queues and outbox do. Resolves with the ids that are left. */
async function run(rounds: readonly Round[], log: EventLog): Promise<string[]> {
  const underWay: Promise<unknown>[] = [];
  let alive: LoggedEvent[] = [];
  for (const { add, remove, isReplacement, isAwaited, isCompacted } of rounds) {
    alive.push(...(await log.add(events(add))));
    const gone = alive.filter((_, index) => (remove >> (index % 16)) & 1);
    alive = alive.filter((event) => !gone.includes(event));
    if (isReplacement) alive.push(...(await log.add(events(1), gone)));
    else underWay.push(...gone.map((event) => log.remove([event])));
    if (isCompacted) underWay.push(log.compact());
    if (isAwaited) await Promise.all(underWay);
  }
  await Promise.all(underWay);
  return alive.map(({ id }) => id);
}

it("has after a restart exactly what was not removed, though it moves events meanwhile", async () => {
  const rounds = fc.array(round, { minLength: 20, maxLength: 60 });
  await fc.assert(
    fc.asyncProperty(rounds, async (some) => {
      const directory = mkdtempSync(join(tmpdir(), "peek-log-"));
      const reportError = (error: unknown): never => expect.fail(String(error));
      const open = (): Promise<EventLog> =>
        EventLog.open({ directory, reportError, segmentBytes: SEGMENT_BYTES });
      try {
        const log = await open();
        const alive = await run(some, log);
        await log.close();
        const again = await open();
        expect(again.events.map(({ id }) => id)).toEqual(alive);
        await again.close();
      } finally {
        rmSync(directory, { recursive: true });
      }
    }),
    { numRuns: 25 },
  );
});

it("looks through what rests in it once for many removals, not at each", async () => {
  const looksThrough = vi.spyOn(EventIndex.prototype, "inSegment");
  onTestFinished(() => looksThrough.mockRestore());
  const directory = temporaryFolder();
  const reportError = (error: unknown): never => expect.fail(String(error));
  const log = await EventLog.open({ directory, reportError, segmentBytes: SEGMENT_BYTES });
  const alive: LoggedEvent[] = [];
  for (let i = 0; i < 40; i++) alive.push(...(await log.add(events(5))));
  for (const event of alive) await log.remove([event]);
  expect(looksThrough.mock.calls.length).toBeLessThan(40);
  await log.close();
});

it("has a few payloads in memory at a time, however large they are", async () => {
  const directory = mkdtempSync(join(tmpdir(), "peek-log-"));
  const log = await EventLog.open({ directory, reportError: () => {} });
  onTestFinished(async () => {
    await log.close();
    rmSync(directory, { recursive: true });
  });
  const json = (length: number): string => JSON.stringify("x".repeat(length));
  const sizes = [...Array.from({ length: 5 }, () => 400_000), 3_000_000, ...Array(500).fill(10)];
  const logged = await log.add(
    sizes.map((size: number, id) => ({ id: `e${id}`, json: json(size), bytes: size + 2 })),
  );
  const read = vi.spyOn(log, "read");
  const lengths: number[] = [];
  for await (const [, payload] of log.readAll(logged)) lengths.push((payload as string).length);
  expect(lengths).toEqual(sizes.map((size: number) => size + 2));
  expect(read.mock.calls.map(([events]) => events.length)).toEqual([2, 2, 1, 1, 200, 200, 100]);
});

it.each([
  ["with the next removal", async (log: EventLog, next: LoggedEvent) => log.remove([next])],
  ["when it is closed", async (log: EventLog) => log.close()],
  ["before it is compacted", async (log: EventLog) => log.compact()],
])("writes a removal that a full disk refused %s", async (_, goOn) => {
  const directory = temporaryFolder();
  const reportError = (error: unknown): never => expect.fail(String(error));
  const log = await EventLog.open({ directory, reportError });
  const [first, second, third] = await log.add(events(3));
  vi.spyOn(Journal.prototype, "append").mockRejectedValueOnce(new Error("ENOSPC"));
  await expect(log.remove([first!])).rejects.toThrow("ENOSPC");
  expect(log.has(first!)).toBe(true);
  await goOn(log, second!);
  const again = await EventLog.open({ directory, reportError });
  const left = again.events.map(({ id }) => id);
  expect(left).not.toContain(first!.id);
  expect(left).toContain(third!.id);
  await again.close();
  await log.close();
});
