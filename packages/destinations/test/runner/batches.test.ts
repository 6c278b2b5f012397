import { defineDestination, delivered } from "@peekjs/destinations";
import type { DestinationConnection } from "@peekjs/protocol";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { trackEvents } from "../events.ts";

beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] }));
afterEach(() => void vi.useRealTimers());

/** A destination that waits a second for events to share a request, and answers after 20 milliseconds. */
function connect(
  sizes: number[],
  limits: { events: number; concurrency?: number },
): DestinationConnection {
  return defineDestination<string>(
    {
      name: "vendor",
      limits,
      map: (_, { id }) => ({ payload: id }),
      async send(batch) {
        sizes.push(batch.length);
        await new Promise((resolve) => setTimeout(resolve, 20));
        return delivered;
      },
    },
    { flushInterval: 1_000 },
  ).connect();
}

it.each([1, 2])(
  "events wait for others behind a request that has ended too, with %i under way at most",
  async (concurrency) => {
    const sizes: number[] = [];
    const connection = connect(sizes, { events: 1_000, concurrency });
    for (let event = 0; event < 300; event++) {
      await connection.enqueue(trackEvents(1), {});
      await vi.advanceTimersByTimeAsync(10);
    }
    await vi.advanceTimersByTimeAsync(1_000);
    expect(connection.stats()).toMatchObject({ delivered: 300, pending: 0 });
    expect(sizes.length).toBeLessThanOrEqual(4);
  },
);

it("events that fill a request do not wait for the end of the interval", async () => {
  const sizes: number[] = [];
  const connection = connect(sizes, { events: 10 });
  await connection.enqueue(trackEvents(10), {});
  await vi.advanceTimersByTimeAsync(5);
  await connection.enqueue(trackEvents(10), {});
  await vi.advanceTimersByTimeAsync(30);
  expect(sizes).toEqual([10, 10]);
});

it("events that waited with others are not left behind by a request that was full", async () => {
  const sizes: number[] = [];
  const connection = connect(sizes, { events: 10 });
  await connection.enqueue(trackEvents(25), {});
  await vi.advanceTimersByTimeAsync(100);
  expect(sizes).toEqual([10, 10, 5]);
});

it("a flush waits for no others", async () => {
  const sizes: number[] = [];
  const connection = connect(sizes, { events: 10, concurrency: 2 });
  await connection.enqueue(trackEvents(45), {});
  const flushed = connection.flush({ timeout: 500 });
  await vi.advanceTimersByTimeAsync(100);
  expect(await flushed).toEqual({ delivered: 45, pending: 0 });
});
