import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DeadLetter, QueuedEvent } from "@peekjs/protocol";
import fc from "fast-check";
import { expect, it, onTestFinished } from "vitest";
import { DurableQueue } from "../../../src/destinations/node/durable-queue.ts";
import { temporaryFolder } from "../support/events.ts";

const BOUNDS = { maxEvents: 200, maxBytes: 10_000, maxDeadLetters: 100 };

function open(directory: string, maxEvents = BOUNDS.maxEvents): Promise<DurableQueue> {
  const reportError = (error: unknown): never => expect.fail(String(error));
  return DurableQueue.open({ directory, ...BOUNDS, maxEvents, reportError, isRecovering: true });
}

async function reopen(directory: string, maxEvents?: number): Promise<DurableQueue> {
  const queue = await open(directory, maxEvents);
  onTestFinished(() => queue.close());
  return queue;
}

function event(id: string, name: string): QueuedEvent {
  const json = JSON.stringify({ name });
  return { id, json, bytes: json.length };
}

const letter = (one: QueuedEvent): DeadLetter => ({ event: one, reason: "refused", at: 1 });

const keyOf = ({ id, json }: QueuedEvent): string => `${id} ${json}`;

/** Few, so that ids and payloads are often the same. */
const someEvent = fc.record({ id: fc.nat(4), name: fc.constantFrom("lead", "sale", "longer") });

interface Round {
  repeated: number[];
  fresh: { id: number; name: string }[];
  anew: { id: number; name: string }[];
  settled: number;
  buried: number;
}

const round: fc.Arbitrary<Round> = fc.record({
  repeated: fc.array(fc.nat(50), { maxLength: 8 }),
  fresh: fc.array(someEvent, { maxLength: 8 }),
  anew: fc.array(someEvent, { maxLength: 4 }),
  settled: fc.nat(6),
  buried: fc.nat(3),
});

/** Ends after each round, and adds again, mixed with others, what was added in those before. */
async function run(rounds: readonly Round[], directory: string): Promise<void> {
  const first = event("first", "given up");
  const history = [first];
  const held = [keyOf(first)];
  const queue = await open(directory);
  await queue.add([first]);
  // The log clears nothing away that came after something that rests in it.
  await queue.bury((await queue.take(1)).map(letter));
  await queue.close();
  for (const { repeated, fresh, anew, settled, buried } of rounds) {
    const queue = await open(directory);
    const known = new Set(history.map(keyOf));
    const toEvent = ({ id, name }: { id: number; name: string }) => event(`e${id}`, name);
    const again = repeated.flatMap((index) => history[index] ?? []);
    const recovered = [...again, ...fresh.map(toEvent)];
    queue.repeats.isExpected = true;
    expect(await queue.add(recovered)).toBe(recovered.length);
    const unknown = recovered.filter((one) => !known.has(keyOf(one)));
    expect(queue.repeats.passedOver).toBe(recovered.length - unknown.length);
    queue.repeats.isExpected = false;
    const others = anew.map(toEvent);
    await queue.add(others);
    history.push(...unknown, ...others);
    held.push(...[...unknown, ...others].map(keyOf));
    const gone = await queue.take(settled);
    await queue.settle(gone);
    for (const one of gone) held.splice(held.indexOf(keyOf(one)), 1);
    const dead = await queue.take(buried);
    await queue.bury(dead.map(letter));
    expect(queue.size()).toMatchObject({ events: held.length - queue.size().dead });
    await queue.close();
  }
  const last = await open(directory);
  const rest = [...(await last.deadLetters()).map((one) => one.event), ...(await last.take(999))];
  expect(rest.map(keyOf).toSorted()).toEqual(held.toSorted());
  await last.close();
}

it("adds once what comes again after crashes, and everything else, whatever became of it", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(round, { maxLength: 5 }), async (rounds) => {
      const directory = mkdtempSync(join(tmpdir(), "peek-repeats-"));
      await run(rounds, directory).finally(() => rmSync(directory, { recursive: true }));
    }),
    { numRuns: 100 },
  );
});

it("takes for a repetition neither what comes anew nor anything after the recovery", async () => {
  const directory = temporaryFolder();
  const before = await reopen(directory);
  await before.add([event("e1", "lead")]);
  const queue = await reopen(directory);
  await queue.add([event("e1", "lead")]);
  expect(queue.size().events).toBe(2);
  queue.repeats.isExpected = true;
  await queue.add([event("e1", "lead"), event("e1", "sale")]);
  expect(queue.size().events).toBe(3);
  queue.repeats.forget();
  await queue.add([event("e1", "lead")]);
  expect(queue.size().events).toBe(4);
});

it("needs no room for what comes again, and erases it like the rest", async () => {
  const directory = temporaryFolder();
  const before = await reopen(directory);
  await before.add([event("e1", "lead"), event("e2", "lead")]);
  const queue = await reopen(directory, 3);
  queue.repeats.isExpected = true;
  const again = ["e2", "e3", "e4", "e1"].map((id) => event(id, "lead"));
  expect(await queue.add(again)).toBe(3);
  expect(await queue.erase(() => true)).toBe(3);
  expect(queue.size()).toMatchObject({ events: 0, bytes: 0 });
});
