import type { DestinationConnection, ProductEvent } from "@peekjs/protocol";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Lane } from "../../src/destinations/lane.ts";
import type { Outgoing } from "../../src/destinations/outgoing.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** What it says of each event is of no interest to a lane. */
type Enqueue = (...given: Parameters<DestinationConnection["enqueue"]>) => Promise<unknown>;

/** A destination of somebody's own, as far as hand-overs go. */
function start(enqueue: Enqueue): { lane: Lane; errors: unknown[] } {
  const errors: unknown[] = [];
  const connection = { name: "own", enqueue } as never;
  return { lane: new Lane({ connection }, (error) => errors.push(error)), errors };
}

function outgoing(count: number, service = "shop"): Outgoing {
  const event: ProductEvent = { type: "track", event: "Ordered", timestamp: 0 };
  return { source: { service }, events: Array.from({ length: count }, () => event), requests: [] };
}

it("hands over together what came meanwhile from one source", async () => {
  const handedOver: [string | undefined, number][] = [];
  const { lane } = start(
    async (events, { service }) => void handedOver.push([service, events.length]),
  );
  const services = ["shop", "shop", "shop", "blog", "shop"];
  await Promise.all(services.map((service) => lane.push(outgoing(40, service))));
  expect(handedOver).toEqual([
    ["shop", 40],
    ["shop", 80],
    ["blog", 40],
    ["shop", 40],
  ]);
});

it("hands over many records in slices, and tells of each batch what is left when one fails", async () => {
  let calls = 0;
  const { lane, errors } = start(async () => {
    if (++calls === 4) throw new Error("no room");
  });
  const pushes = [1, 150, 250].map((count) => lane.push(outgoing(count)));
  await vi.advanceTimersByTimeAsync(100);
  const rests = await Promise.all(pushes);
  expect(rests.map((rest) => rest?.events.length)).toEqual([undefined, undefined, 200]);
  expect(String(errors[0])).toContain("200 records");
});

it("does not give events again when requests that came with them fail", async () => {
  const enqueueRequests = vi.fn().mockRejectedValueOnce(new Error("no room"));
  const enqueue = vi.fn();
  const connection = { name: "own", enqueue, enqueueRequests } as never;
  const lane = new Lane({ connection }, () => {});
  const request = { timestamp: 0 } as Outgoing["requests"][number];
  const rest = await lane.push({ ...outgoing(2), requests: [request] });
  expect(rest).toMatchObject({ events: [], requests: [request] });
  expect(await lane.push(rest!)).toBeUndefined();
  expect([enqueue.mock.calls.length, enqueueRequests.mock.calls.length]).toEqual([1, 2]);
});

it("tells what comes out of an outbox apart from what comes anew", async () => {
  const handedOver: [boolean, number][] = [];
  const repeats = { isExpected: false, passedOver: 0 };
  const enqueue: Enqueue = async (events) =>
    void handedOver.push([repeats.isExpected, events.length]);
  const connection = { name: "own", enqueue } as never;
  const lane = new Lane({ connection, repeats }, () => {});
  const recovered = (): Outgoing => ({ ...outgoing(1), isRecovered: true });
  const batches = [outgoing(1), recovered(), recovered(), outgoing(1), outgoing(1)];
  await Promise.all(batches.map((batch) => lane.push(batch)));
  expect(handedOver).toEqual([
    [false, 1],
    [true, 2],
    [false, 2],
  ]);
});

it("goes on after a failure, and reports it", async () => {
  let calls = 0;
  const { lane, errors } = start(async () => {
    if (calls++ === 0) throw new Error("no room.");
  });
  expect(await lane.push(outgoing(3))).toEqual(outgoing(3));
  expect(await lane.push(outgoing(3))).toBeUndefined();
  expect(calls).toBe(2);
  expect(errors.map(String)).toEqual([
    expect.stringContaining("3 records: it failed: Error: no room. They are tried again"),
  ]);
});

it("waits half a minute for a destination, and no longer until that returns", async () => {
  let release = (): void => {};
  let calls = 0;
  const { lane, errors } = start(() => {
    calls++;
    return new Promise<void>((resolve) => (release = resolve));
  });
  const first = lane.push(outgoing(1));
  await vi.advanceTimersByTimeAsync(30_000);
  await first;
  await lane.push(outgoing(2));
  expect(calls).toBe(1);
  expect(errors).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(60_000);
  await lane.push(outgoing(1));
  expect(String(errors[1])).toContain("3 records: it is still busy");
  release();
  await vi.advanceTimersByTimeAsync(0);
  const last = lane.push(outgoing(1));
  release();
  await last;
  expect(calls).toBe(2);
});

it.each([
  ["does not give again what the destination took after its time", true],
  ["gives again what the destination failed to take after its time", false],
])("%s", async (_, isTaken) => {
  const given: unknown[] = [];
  let end = (): void => {};
  let calls = 0;
  const { lane } = start((events) => {
    const isFirst = ++calls === 1;
    if (!isFirst || isTaken) given.push(...events.map(({ messageId }) => messageId));
    if (!isFirst) return Promise.resolve();
    return new Promise<void>((resolve, reject) => {
      end = isTaken ? resolve : () => reject(new Error("no room"));
    });
  });
  const ids = Array.from({ length: 150 }, (__, index) => `m${index}`);
  const [event] = outgoing(1).events;
  const events = ids.map((messageId) => ({ ...event!, messageId }));
  const first = lane.push({ ...outgoing(0), events });
  await vi.advanceTimersByTimeAsync(30_000);
  const rest = await first;
  expect(rest?.events).toEqual(events);
  expect(await lane.push(rest!)).toEqual(rest);
  end();
  await vi.advanceTimersByTimeAsync(0);
  const second = lane.push(rest!);
  await vi.advanceTimersByTimeAsync(0);
  expect(await second).toBeUndefined();
  expect(given).toEqual(ids);
});

it("gives what waits to the connection that replaces another, once the hand-over under way is over", async () => {
  let release = (): void => {};
  const { lane } = start(() => new Promise<void>((resolve) => (release = resolve)));
  const pushes = [lane.push(outgoing(1)), lane.push(outgoing(2))];
  const order: string[] = [];
  const replaced = lane.replace(async () => {
    order.push("exchange");
    const enqueue: Enqueue = async (events) => void order.push(`${events.length} events`);
    return { connection: { name: "own", enqueue } as never };
  });
  await vi.advanceTimersByTimeAsync(0);
  expect(order).toEqual([]);
  release();
  await replaced;
  expect(await Promise.all(pushes)).toEqual([undefined, undefined]);
  expect(order).toEqual(["exchange", "2 events"]);
});

it("has nothing to give where nobody is to have anything any more", async () => {
  const { lane, errors } = start(() => Promise.reject(new Error("closed")));
  await lane.replace(() => Promise.resolve(undefined));
  expect(await lane.push(outgoing(3))).toBeUndefined();
  expect(errors).toEqual([]);
});
