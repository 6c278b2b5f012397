import type { DestinationConnection, ProductEvent } from "@peekjs/protocol";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Lane } from "../../src/destinations/lane.ts";
import type { Outgoing } from "../../src/destinations/outgoing.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A destination of somebody's own, as far as hand-overs go. */
function start(enqueue: DestinationConnection["enqueue"]): { lane: Lane; errors: unknown[] } {
  const errors: unknown[] = [];
  const connection = { name: "own", enqueue } as DestinationConnection;
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
  await Promise.all(services.map((service) => lane.push(outgoing(400, service))));
  expect(handedOver).toEqual([
    ["shop", 400],
    ["shop", 800],
    ["blog", 400],
    ["shop", 400],
  ]);
});

it("tells what comes out of an outbox apart from what comes anew", async () => {
  const handedOver: [boolean, number][] = [];
  const repeats = { isExpected: false, passedOver: 0 };
  const enqueue: DestinationConnection["enqueue"] = async (events) =>
    void handedOver.push([repeats.isExpected, events.length]);
  const connection = { name: "own", enqueue } as DestinationConnection;
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
    if (calls++ === 0) throw new Error("no room");
  });
  expect(await lane.push(outgoing(3))).toBe(false);
  expect(await lane.push(outgoing(3))).toBe(true);
  expect(calls).toBe(2);
  expect(errors.map(String)).toEqual([
    expect.stringContaining("3 records: it failed: Error: no room"),
  ]);
});

it("waits half a minute for a destination, and no longer until that returns", async () => {
  let release = (): void => {};
  let calls = 0;
  const { lane, errors } = start(() => {
    calls++;
    return new Promise((resolve) => (release = resolve));
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

it("gives what waits to the connection that replaces another, once the hand-over under way is over", async () => {
  let release = (): void => {};
  const { lane } = start(() => new Promise((resolve) => (release = resolve)));
  const pushes = [lane.push(outgoing(1)), lane.push(outgoing(2))];
  const order: string[] = [];
  const replaced = lane.replace(async () => {
    order.push("exchange");
    const enqueue: DestinationConnection["enqueue"] = async (events) =>
      void order.push(`${events.length} events`);
    return { connection: { name: "own", enqueue } as DestinationConnection };
  });
  await vi.advanceTimersByTimeAsync(0);
  expect(order).toEqual([]);
  release();
  await replaced;
  expect(await Promise.all(pushes)).toEqual([true, true]);
  expect(order).toEqual(["exchange", "2 events"]);
});

it("has nothing to give where nobody is to have anything any more", async () => {
  const { lane, errors } = start(() => Promise.reject(new Error("closed")));
  await lane.replace(() => Promise.resolve(undefined));
  expect(await lane.push(outgoing(3))).toBe(true);
  expect(errors).toEqual([]);
});
