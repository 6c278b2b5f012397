import type { DestinationConnection, ProductEvent } from "@peekjs/protocol";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { HeldBack, pushToAll } from "../../src/destinations/held-back.ts";
import { Lane } from "../../src/destinations/lane.ts";
import type { Outgoing } from "../../src/destinations/outgoing.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

/** A destination whose disk is full until there is room. */
function start(): { lane: Lane; taken: string[]; makeRoom: () => void } {
  const taken: string[] = [];
  let isFull = true;
  const enqueue: DestinationConnection["enqueue"] = async (events) => {
    if (isFull) throw new Error("ENOSPC");
    taken.push(...events.map(({ messageId }) => messageId!));
  };
  const lane = new Lane(
    { connection: { name: "own", enqueue } as DestinationConnection },
    () => {},
  );
  return { lane, taken, makeRoom: () => (isFull = false) };
}

const fail = (error: unknown): never => expect.fail(String(error));

function outgoing(from: number, to: number): Outgoing {
  const events = Array.from({ length: to - from + 1 }, (_, i): ProductEvent => ({
    type: "track",
    event: "E",
    timestamp: 0,
    messageId: `m${from + i}`,
  }));
  return { source: {}, events, requests: [] };
}

it("hands over what a destination could not take in when it can again, once and in order", async () => {
  const timers = vi.spyOn(globalThis, "setTimeout");
  const { lane, taken, makeRoom } = start();
  const other = start();
  other.makeRoom();
  const heldBack = new HeldBack(fail);
  const done = vi.fn(() => Promise.resolve());
  for (const batch of [outgoing(1, 2), outgoing(3, 4)]) {
    const lanes = await pushToAll([lane, other.lane], batch);
    expect(heldBack.hold({ outgoing: batch, lanes, done })).toBe(true);
  }
  await vi.advanceTimersByTimeAsync(10_000);
  expect(done).not.toHaveBeenCalled();
  makeRoom();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(taken).toEqual(["m1", "m2", "m3", "m4"]);
  expect(other.taken).toEqual(taken);
  expect(done).toHaveBeenCalledTimes(2);
  // One for the try that failed, one for the last: not all timers, since files that share this worker may leave some.
  expect(timers.mock.calls.filter(([, delay]) => delay === 10_000)).toHaveLength(2);
});

it("holds back a bounded number of records, and reports what it gives up", () => {
  const { lane } = start();
  const errors: unknown[] = [];
  const heldBack = new HeldBack((error) => errors.push(error));
  const hold = (count: number): boolean =>
    heldBack.hold({ outgoing: outgoing(1, count), lanes: [lane], done: () => Promise.resolve() });
  expect(hold(5_000)).toBe(true);
  expect(hold(1)).toBe(false);
  expect(errors).toMatchObject([{ code: "PEEK_W_DESTINATION_DROPPED" }]);
});

it("tries no more when it is closed", async () => {
  const { lane, taken, makeRoom } = start();
  const heldBack = new HeldBack(fail);
  heldBack.hold({ outgoing: outgoing(1, 1), lanes: [lane], done: () => Promise.resolve() });
  await heldBack.close();
  makeRoom();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(taken).toEqual([]);
});
