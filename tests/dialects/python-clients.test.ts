import type { ProductEvent } from "@peekjs/protocol";
import { describe, expect, it } from "vitest";
import { KEY, RunningCollector } from "./support/running-collector.ts";
import { canImport, runPython } from "./support/source-clients.ts";
import { temporaryFolder } from "./support/temporary-folder.ts";

/** What a program reports of its calls, by the type of the call. */
async function calls(program: string, module = ""): Promise<Record<string, ProductEvent>> {
  const collector = await RunningCollector.start();
  await runPython(program, { KEY, URL: collector.url, MODULE: module });
  const events = await collector.events();
  expect(new Set(events.map(({ type }) => type)).size).toBe(events.length);
  return Object.fromEntries(events.map((event) => [event.type, event]));
}

describe.each([
  { vendor: "Segment", module: "segment.analytics" },
  { vendor: "RudderStack", module: "rudderstack.analytics" },
])("$vendor's client for Python", ({ module }) => {
  const isHere = canImport(module);

  it.skipIf(!isHere)("has every call kept once, as it was made", async () => {
    expect(await calls("analytics_calls", module)).toMatchObject({
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

  it.skipIf(!isHere)("hears why its key is refused, and does not try again", async () => {
    const collector = await RunningCollector.start();
    const printed = await runPython("refused", { MODULE: module, URL: collector.url });
    expect(printed).toMatch(/^1 .*peek keys register.* \(401\)$/m);
  });
});

describe.skipIf(!canImport("peekapi"))("PeekAPI's middleware for ASGI", () => {
  it("has what an app failed to answer kept as 500", async () => {
    const collector = await RunningCollector.start();
    await runPython("peekapi_asgi", { KEY, URL: collector.url, FOLDER: temporaryFolder() });
    const kept = (await collector.requests()).map(({ path, status }) => [path, status]);
    expect(Object.fromEntries(kept)).toEqual({ "/kept": 200, "/failed": 500 });
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
