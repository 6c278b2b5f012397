import { describe, expect, it } from "vitest";
import { CHROMIUM } from "../support/chromium.ts";
import {
  POSTHOG,
  RUDDERSTACK,
  RUDDERSTACK_BEACON,
  SEGMENT,
  type BrowserClient,
} from "./support/browser-clients.ts";
import { said } from "./support/calls.ts";
import { RunningCollector } from "./support/running-collector.ts";
import { openVendorPage } from "./support/vendor-page.ts";

/** Makes the calls of the Segment specification with the client in the page. */
const CALLS_OF_SEGMENT = `
  client.identify("u1", { email: "a@example.com" });
  client.track("Clicked ✓", { x: 1 });
  client.page("Docs", "Home");
  client.group("g1", { name: "Acme" });
  void client.alias("u2");`;

const KEPT_OF_SEGMENT = [
  { type: "identify", userId: "u1", traits: { email: "a@example.com" } },
  { type: "track", event: "Clicked ✓", userId: "u1", properties: { x: 1 } },
  {
    type: "page",
    name: "Home",
    userId: "u1",
    properties: expect.objectContaining({ category: "Docs", search: "?utm_source=letter" }),
  },
  { type: "group", groupId: "g1", userId: "u1", traits: { name: "Acme" } },
  // Segment's client names the user before the call once more, RudderStack's the new one.
  { type: "alias", previousId: "u1" },
];

const CALLS_OF_POSTHOG = `
  client.capture("Before", { x: 1 });
  client.identify("u1", { email: "a@example.com" });
  client.capture("Clicked ✓", { x: 1 });
  client.capture("$pageview");
  client.group("company", "g1", { name: "Acme" });
  void client.alias("u2");`;

const KEPT_OF_POSTHOG = [
  { type: "track", event: "Before", properties: expect.objectContaining({ x: 1 }) },
  {
    type: "identify",
    userId: "u1",
    traits: expect.objectContaining({ email: "a@example.com", $initial_utm_source: "letter" }),
  },
  {
    type: "track",
    event: "Clicked ✓",
    userId: "u1",
    properties: expect.objectContaining({ x: 1 }),
  },
  { type: "page", name: "Shop", userId: "u1" },
  { type: "group", groupId: "g1", userId: "u1", traits: { name: "Acme" } },
  { type: "alias", userId: "u1", previousId: "u2" },
];

/** What is kept after a client has made calls in a page of another origin, the same for each call. */
async function keptAfter(client: BrowserClient, calls: string, count: number) {
  const collector = await RunningCollector.start();
  const page = await openVendorPage(client.script);
  await page.evaluate(client.load(collector.url));
  await page.evaluate(calls);
  const kept = expect.poll(async () => (await collector.events()).length, { timeout: 15_000 });
  await kept.toBe(count);
  return collector.events();
}

describe.skipIf(CHROMIUM === undefined)("in a page of another origin", () => {
  it.each([...SEGMENT, RUDDERSTACK, RUDDERSTACK_BEACON])(
    "$name client has every call kept once",
    async (client) => {
      const events = await keptAfter(client, CALLS_OF_SEGMENT, KEPT_OF_SEGMENT.length);
      for (const call of KEPT_OF_SEGMENT) {
        expect(events.map(said)).toContainEqual(expect.objectContaining(call));
      }
      expect(new Set(events.map(({ anonymousId }) => anonymousId)).size).toBe(1);
    },
    60_000,
  );

  it("PostHog's client has every call kept once, the ones of an unknown user too", async () => {
    const events = await keptAfter(POSTHOG, CALLS_OF_POSTHOG, KEPT_OF_POSTHOG.length);
    for (const call of KEPT_OF_POSTHOG) {
      expect(events.map(said)).toContainEqual(expect.objectContaining(call));
    }
    const before = events.find(({ event }) => event === "Before")!;
    expect(before.userId).toBeUndefined();
    const { anonymousId } = events.find(({ type }) => type === "identify")!;
    expect(before.anonymousId).toBe(anonymousId);
  });
});
