import type { ProductEvent } from "@peekjs/protocol";
import { describe, expect, it } from "vitest";
import { KEY, RunningCollector } from "./support/running-collector.ts";
import { canImport, runPython } from "./support/source-clients.ts";

/** What a program reports of its calls, by the type of the call. */
async function calls(program: string): Promise<Record<string, ProductEvent>> {
  const collector = await RunningCollector.start();
  await runPython(program, { KEY, URL: collector.url });
  const events = await collector.events();
  expect(new Set(events.map(({ type }) => type)).size).toBe(events.length);
  return Object.fromEntries(events.map((event) => [event.type, event]));
}

describe.skipIf(!canImport("rudderstack.analytics"))("RudderStack's client for Python", () => {
  it("has every call kept once, as it was made", async () => {
    expect(await calls("rudder_calls")).toMatchObject({
      identify: { userId: "u1", traits: { plan: "pro" } },
      track: {
        event: "Order ✓",
        properties: { revenue: 49.99, nested: { a: [1, { b: null }] } },
      },
      page: { name: "Pricing", properties: { category: "Docs", text: "日本 😀" } },
      screen: { name: "Home" },
      group: { userId: "u1", groupId: "acme", traits: { seats: 5 } },
      alias: { userId: "u1", previousId: "a1" },
    });
  });
});

describe.skipIf(!canImport("posthog"))("PostHog's client for Python", () => {
  it("has every call kept once, as it was made", async () => {
    expect(await calls("posthog_calls")).toMatchObject({
      track: {
        event: "Order ✓",
        userId: "u1",
        properties: { revenue: 49.99, $groups: { company: "acme" } },
      },
      identify: { userId: "u1", traits: { plan: "pro" } },
      alias: { userId: "a1", previousId: "u1" },
      group: { groupId: "acme", traits: { seats: 5 } },
    });
  });
});
