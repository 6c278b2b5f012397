import { describe, expect, it } from "vitest";
import { openPostHog, POSTHOG_MODES } from "./support/posthog.ts";
import { RunningCollector } from "./support/running-collector.ts";

const HOUR = 3_600_000;

describe.each(POSTHOG_MODES)("posthog-node, %s", (mode) => {
  it("has every call kept once, as it was made", async () => {
    const collector = await RunningCollector.start();
    const client = openPostHog(collector.url, mode);
    const timestamp = new Date("2026-01-02T03:04:05.678Z");
    const properties = { revenue: 49.99, nested: { a: [1, 2, { b: null }] }, text: "日本 😀" };
    client.identify({ distinctId: "u1", properties: { email: "a@example.com" } });
    client.capture({ distinctId: "u1", event: "Order ✓", properties, timestamp });
    client.capture({ distinctId: "u1", event: "$pageview", properties: { $current_url: "/x" } });
    client.groupIdentify({ groupType: "company", groupKey: "g1", properties: { name: "Acme" } });
    client.alias({ distinctId: "u1", alias: "a1" });
    client.captureException(new TypeError("boom"), "u1");
    client.capture({ distinctId: "u1", event: "Alike" });
    client.capture({ distinctId: "u1", event: "Alike" });
    await client.shutdown();
    const kept = await collector.events();
    expect(kept).toHaveLength(8);
    for (const call of [
      { type: "identify", userId: "u1", traits: { email: "a@example.com" } },
      {
        type: "track",
        userId: "u1",
        event: "Order ✓",
        properties: expect.objectContaining(properties),
      },
      {
        type: "page",
        userId: "u1",
        properties: expect.objectContaining({ $current_url: "/x" }),
      },
      { type: "group", groupId: "g1", traits: { name: "Acme" } },
      { type: "alias", userId: "u1", previousId: "a1" },
      { type: "track", userId: "u1", event: "$exception" },
    ]) {
      expect(kept).toContainEqual(expect.objectContaining(call));
    }
    expect(kept.filter(({ event }) => event === "Alike")).toHaveLength(2);
    const order = kept.find(({ event }) => event === "Order ✓")!;
    expect(Math.abs(order.timestamp - timestamp.getTime())).toBeLessThan(10_000);
  });

  it.each([5, -5])("may have a clock that is %d hours off", async (hours) => {
    const collector = await RunningCollector.start();
    collector.clockOffset = -hours * HOUR;
    const client = openPostHog(collector.url, mode);
    client.capture({ distinctId: "u1", event: "now" });
    await client.shutdown();
    const [event] = await collector.events();
    expect(Math.abs(event!.timestamp - event!.receivedAt)).toBeLessThan(10_000);
  });
});
