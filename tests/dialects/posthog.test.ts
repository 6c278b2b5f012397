import { PostHog } from "posthog-node";
import { expect, it } from "vitest";
import { KEY, RunningCollector } from "./support/running-collector.ts";

/** Small batches and enough attempts for a restart; all else is the client's default. */
const OPTIONS = { flushAt: 4, flushInterval: 200, fetchRetryCount: 10, fetchRetryDelay: 200 };

it("posthog-node has every call kept once, as it was made", async () => {
  const collector = await RunningCollector.start();
  const client = new PostHog(KEY, { ...OPTIONS, host: collector.url });
  const timestamp = new Date("2026-01-02T03:04:05.678Z");
  client.identify({ distinctId: "u1", properties: { email: "a@example.com" } });
  client.capture({ distinctId: "u1", event: "Order ✓", properties: { revenue: 49.99 }, timestamp });
  client.capture({ distinctId: "u1", event: "$pageview", properties: { $current_url: "/x" } });
  client.groupIdentify({ groupType: "company", groupKey: "g1", properties: { name: "Acme" } });
  client.alias({ distinctId: "u1", alias: "a1" });
  await client.shutdown();
  const kept = await collector.events();
  expect(kept).toHaveLength(5);
  for (const call of [
    { type: "identify", userId: "u1", traits: { email: "a@example.com" } },
    { type: "track", userId: "u1", event: "Order ✓" },
    { type: "page", userId: "u1" },
    { type: "group", groupId: "g1", traits: { name: "Acme" } },
    { type: "alias", userId: "u1", previousId: "a1" },
  ]) {
    expect(kept).toContainEqual(expect.objectContaining(call));
  }
  const order = kept.find(({ event }) => event === "Order ✓")!;
  expect(order.properties).toMatchObject({ revenue: 49.99 });
  expect(Math.abs(order.timestamp - timestamp.getTime())).toBeLessThan(10_000);
});

it("posthog-node has every call kept once over a restart and lost answers", async () => {
  const collector = await RunningCollector.start();
  const client = new PostHog(KEY, { ...OPTIONS, host: collector.url });
  const names = Array.from({ length: 32 }, (_, index) => `Item ${String(index).padStart(2, "0")}`);
  const capture = (first: number, end: number): void => {
    for (const event of names.slice(first, end)) client.capture({ distinctId: "u1", event });
  };
  collector.answersToLose = 1;
  capture(0, 12);
  await expect.poll(() => collector.eventNames()).toEqual(names.slice(0, 12));
  await collector.stop();
  capture(12, 24);
  await collector.resume();
  collector.answersToLose = 1;
  capture(24, 32);
  await client.shutdown();
  await expect.poll(() => collector.eventNames(), { timeout: 15_000 }).toEqual(names);
  expect(collector.answersToLose).toBe(0);
}, 40_000);

it.each([5, -5])("posthog-node may have a clock that is %d hours off", async (hours) => {
  const collector = await RunningCollector.start();
  collector.clockOffset = -hours * 3_600_000;
  const client = new PostHog(KEY, { ...OPTIONS, host: collector.url });
  client.capture({ distinctId: "u1", event: "now" });
  await client.shutdown();
  const [event] = await collector.events();
  expect(Math.abs(event!.timestamp - event!.receivedAt)).toBeLessThan(10_000);
});
