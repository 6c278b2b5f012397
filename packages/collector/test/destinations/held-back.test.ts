import type { DestinationConnection, ProductEvent } from "@peekjs/protocol";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { HeldBack, pushToAll } from "../../src/destinations/held-back.ts";
import { Lane } from "../../src/destinations/lane.ts";
import type { Outgoing } from "../../src/destinations/outgoing.ts";
import { matchUser } from "../../src/destinations/user-matcher.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

/** A destination whose disk has room for so many, until there is more. */
function start({ room = 0 } = {}): { lane: Lane; taken: string[]; makeRoom: () => void } {
  const taken: string[] = [];
  let isFull = true;
  const enqueue: DestinationConnection["enqueue"] = async (events) => {
    if (isFull && taken.length + events.length > room) throw new Error("ENOSPC");
    taken.push(...events.map(({ messageId }) => messageId!));
    return [];
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
    userId: "u",
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
    const rests = await pushToAll(
      [lane, other.lane].map((one) => ({ lane: one, outgoing: batch })),
    );
    expect(heldBack.hold({ rests, done })).toBe(true);
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
    heldBack.hold({
      rests: [{ lane, outgoing: outgoing(1, count) }],
      done: () => Promise.resolve(),
    });
  expect(hold(5_000)).toBe(true);
  expect(hold(1)).toBe(false);
  expect(errors).toMatchObject([{ code: "PEEK_W_DESTINATION_DROPPED" }]);
});

it("tries no more when it is closed", async () => {
  const { lane, taken, makeRoom } = start();
  const heldBack = new HeldBack(fail);
  heldBack.hold({ rests: [{ lane, outgoing: outgoing(1, 1) }], done: () => Promise.resolve() });
  await heldBack.close();
  makeRoom();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(taken).toEqual([]);
});

it("hands over only what a destination does not have, of a batch whose beginning it took in", async () => {
  const { lane, taken, makeRoom } = start({ room: 250 });
  const heldBack = new HeldBack(fail);
  const done = vi.fn(() => Promise.resolve());
  const pushed = pushToAll([{ lane, outgoing: outgoing(1, 450) }]);
  await vi.advanceTimersByTimeAsync(100);
  heldBack.hold({ rests: await pushed, done });
  expect(taken).toHaveLength(200);
  makeRoom();
  await vi.advanceTimersByTimeAsync(10_100);
  expect(taken).toEqual(outgoing(1, 450).events.map(({ messageId }) => messageId));
  expect(done).toHaveBeenCalledTimes(1);
});

it("has room again for what a destination took in, or was erased", async () => {
  const { lane, makeRoom } = start({ room: 4_000 });
  const heldBack = new HeldBack(fail);
  const done = (): Promise<void> => Promise.resolve();
  heldBack.hold({ rests: [{ lane, outgoing: outgoing(1, 5_000) }], done });
  await vi.advanceTimersByTimeAsync(10_100);
  const all = await matchUser(["u"]);
  expect(heldBack.hold({ rests: [{ lane, outgoing: outgoing(1, 4_000) }], done })).toBe(true);
  expect(await heldBack.erase(all)).toBe(5_000);
  expect(heldBack.hold({ rests: [{ lane, outgoing: outgoing(1, 5_000) }], done })).toBe(true);
  makeRoom();
});
