import { meta } from "@peekjs/destinations";
import { startVendor } from "@peekjs/testing";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { trackEvents } from "../events.ts";

beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] }));
afterEach(() => void vi.useRealTimers());

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Lets time pass as fast as sockets allow, a step at each of their turns. */
async function passUntil(
  isReached: () => boolean,
  mostMilliseconds: number,
  step = 100,
): Promise<number> {
  const begin = performance.now();
  while (!isReached() && performance.now() - begin < mostMilliseconds) {
    await turn();
    await vi.advanceTimersByTimeAsync(step);
  }
  return performance.now() - begin;
}

it("gives a vendor that hangs ten seconds, leaves it alone after five such, and comes back", async () => {
  await using vendor = await startVendor(() => "hang");
  const { url: endpoint } = vendor;
  const connection = meta({ pixelId: "1", accessToken: "t", endpoint }).connect();
  await connection.enqueue(trackEvents(3), {});
  const isOpen = (): boolean => connection.stats().circuit === "open";
  const hung = await passUntil(isOpen, 120_000);
  expect(vendor.requests).toHaveLength(5);
  expect(hung).toBeGreaterThan(50_000);
  expect(connection.stats()).toMatchObject({
    pending: 3,
    lastFailure: "gave no answer within 10000 ms",
  });
  vendor.answer = ({ json }) => ({ body: { events_received: json.data.length } });
  const isDelivered = (): boolean => connection.stats().delivered === 3;
  expect(await passUntil(isDelivered, 120_000)).toBeGreaterThan(14_000);
  expect(connection.stats()).toMatchObject({ delivered: 3, pending: 0, circuit: "closed" });
  // One event finds out that it is back.
  expect(vendor.requests.slice(5).map(({ json }) => json.data.length)).toEqual([1, 2]);
});

it("comes back no earlier than an absurd Retry-After allows: an hour", async () => {
  const away = { status: 503, headers: { "retry-after": "31536000" } };
  await using vendor = await startVendor(() => away);
  const { url: endpoint } = vendor;
  const connection = meta({ pixelId: "1", accessToken: "t", endpoint }).connect();
  await connection.enqueue(trackEvents(1), {});
  await passUntil(() => connection.stats().attempts === 1 && vendor.requests.length === 1, 5_000);
  vendor.answer = () => ({ body: { events_received: 1 } });
  await passUntil(() => connection.stats().delivered === 1, 3_590_000, 1_000);
  expect(connection.stats().delivered).toBe(0);
  await passUntil(() => connection.stats().delivered === 1, 60_000);
  expect(connection.stats().delivered).toBe(1);
});
