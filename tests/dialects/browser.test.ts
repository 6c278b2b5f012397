import { describe, expect, it } from "vitest";
import { said } from "./support/calls.ts";
import { KEY, RunningCollector } from "./support/running-collector.ts";
import { CHROMIUM, openVendorPage } from "./support/vendor-page.ts";

const SEGMENT = "@segment/analytics-next/dist/umd/index.js";
/** The build that loads nothing further from its vendor. */
const RUDDERSTACK = "@rudderstack/analytics-js/dist/npm/legacy/umd/index.js";

const CALLS = [
  { type: "identify", userId: "u1", traits: { email: "a@example.com" } },
  { type: "track", event: "Clicked ✓", userId: "u1", properties: { x: 1 } },
  { type: "page", name: "Home", userId: "u1" },
  { type: "group", groupId: "g1", userId: "u1", traits: { name: "Acme" } },
  // Segment's client names the user before the call once more, RudderStack's the new one.
  { type: "alias", previousId: "u1" },
];

/** Makes the calls with whatever the client is in the page. */
const makeCalls = (client: string): string => `
  ${client}.identify("u1", { email: "a@example.com" });
  ${client}.track("Clicked ✓", { x: 1 });
  ${client}.page("Docs", "Home");
  ${client}.group("g1", { name: "Acme" });
  ${client}.alias("u2");`;

describe.skipIf(CHROMIUM === undefined)("in a page of another origin", () => {
  it.each([
    ["one call a request", {}],
    ["batches", { deliveryStrategy: { strategy: "batching", config: { size: 2, timeout: 100 } } }],
  ])("Segment's client has every call kept once: %s", async (_, delivery) => {
    const collector = await RunningCollector.start();
    const page = await openVendorPage(SEGMENT);
    const settings = { writeKey: KEY, cdnURL: collector.url };
    const options = { integrations: { "Segment.io": delivery } };
    await page.evaluate(`(async () => {
      const [client] = await AnalyticsNext.AnalyticsBrowser.load(
        ${JSON.stringify(settings)}, ${JSON.stringify(options)});
      ${makeCalls("client")}
    })()`);
    await expect.poll(async () => (await collector.events()).length).toBe(CALLS.length);
    await expectCalls(collector);
  });

  it("RudderStack's client has every call kept once, with its anonymous id", async () => {
    const collector = await RunningCollector.start();
    const page = await openVendorPage(RUDDERSTACK);
    const args = [KEY, collector.url, { configUrl: collector.url }];
    await page.evaluate(`(() => {
      const client = new rudderanalytics.RudderAnalytics();
      client.load(...${JSON.stringify(args)});
      ${makeCalls("client")}
    })()`);
    const kept = expect.poll(async () => (await collector.events()).length, { timeout: 15_000 });
    await kept.toBe(CALLS.length);
    await expectCalls(collector);
  });
});

async function expectCalls(collector: RunningCollector): Promise<void> {
  const events = await collector.events();
  for (const call of CALLS) expect(events.map(said)).toContainEqual(expect.objectContaining(call));
  expect(new Set(events.map(({ anonymousId }) => anonymousId)).size).toBe(1);
  expect(events.find(({ type }) => type === "page")!.properties).toMatchObject({
    category: "Docs",
    search: "?utm_source=letter",
  });
}
