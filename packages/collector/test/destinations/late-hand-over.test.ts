import { defineDestination, delivered } from "@peekjs/destinations";
import type { DestinationQueue, ProductEvent, QueuedEvent } from "@peekjs/protocol";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Lane } from "../../src/destinations/lane.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const ROOM = 100;

/** A queue on a disk that hangs until it is told not to, and gives out nothing. */
function startQueue(): { queue: DestinationQueue; waiting: QueuedEvent[]; goOn: () => void } {
  const waiting: QueuedEvent[] = [];
  let goOn = (): void => {};
  const works = new Promise<void>((resolve) => (goOn = resolve));
  const queue: DestinationQueue = {
    async add(events) {
      await works;
      const fitting = events.slice(0, ROOM - waiting.length);
      waiting.push(...fitting);
      return fitting.length;
    },
    take: () => [],
    putBack: () => {},
    settle: () => {},
    bury: () => 0,
    deadLetters: () => [],
    redrive: () => 0,
    size: () => ({ events: waiting.length, bytes: 0, dead: 0 }),
  };
  return { queue, waiting, goOn: () => goOn() };
}

it("has each event once in a queue that took it after its time and is exactly full, and drops none", async () => {
  const { queue, waiting, goOn } = startQueue();
  const definition = {
    name: "own",
    limits: { events: 10 },
    map: (_: ProductEvent, { id }: { id: string }) => ({ payload: id }),
    send: async () => delivered,
  };
  const connection = defineDestination(definition, {}).connect({ queue });
  const lane = new Lane({ connection }, () => {});
  const ids = Array.from({ length: ROOM }, (_, index) => `m${index}`);
  const events = ids.map((messageId): ProductEvent => {
    return { type: "track", event: "Ordered", timestamp: Date.now(), messageId };
  });
  const pushed = lane.push({ source: {}, events, requests: [] });
  await vi.advanceTimersByTimeAsync(30_000);
  const rest = await pushed;
  expect(rest?.events).toHaveLength(ROOM);
  goOn();
  await vi.advanceTimersByTimeAsync(0);
  expect(await lane.push(rest!)).toBeUndefined();
  expect(waiting.map(({ id }) => id)).toEqual(ids);
  expect(connection.stats()).toMatchObject({ accepted: ROOM, pending: ROOM, dropped: {} });
});
