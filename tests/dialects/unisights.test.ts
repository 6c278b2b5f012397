import type { StoredProductEvent } from "@peekjs/protocol";
import { describe, expect, it } from "vitest";
import { CHROMIUM } from "../support/chromium.ts";
import { items } from "./support/calls.ts";
import { RunningCollector } from "./support/running-collector.ts";
import { loadUnisights, logNow, UNISIGHTS } from "./support/unisights.ts";
import { openVendorPage } from "./support/vendor-page.ts";

const HOUR = 3_600_000;
const PATIENCE = { timeout: 15_000 };
const TIMEOUT = 60_000;

async function open(encrypt: boolean) {
  const collector = await RunningCollector.start();
  const page = await openVendorPage(UNISIGHTS!);
  const load = () => page.evaluate(loadUnisights(collector.url, encrypt));
  return { collector, page, load };
}

/** Names of the kept events that the page's own code logged, the smallest first. */
async function logged(collector: RunningCollector): Promise<string[]> {
  return (await collector.eventNames()).filter((name) => name.startsWith("Item"));
}

describe.skipIf(CHROMIUM === undefined || UNISIGHTS === undefined).each([false, true])(
  "Unisights' browser client, encrypted: %s",
  (encrypt) => {
    it(
      "has everything that happened in a page kept once, until the visitor leaves",
      async () => {
        const { collector, page, load } = await open(encrypt);
        await load();
        const { origin } = new URL(page.url());
        await page.mouse.click(40, 30);
        await page.evaluate('unisights.log("Order ✓", { revenue: 49.99, text: "日本 😀" })');
        await page.evaluate('history.pushState({}, "", "/checkout")');
        await page.evaluate('setTimeout(() => { throw new Error("boom"); }); undefined');
        await page.goto("about:blank");
        const leaving = (): Promise<string[]> => collector.eventNames();
        await expect.poll(leaving, PATIENCE).toContain("engaged_time");

        const events = await collector.events();
        const said = events.map(({ type, name, event, properties }) =>
          type === "page" ? { type, name, properties } : { type, event, properties },
        );
        const page1 = { title: "Shop", url: `${origin}/cart?utm_source=letter` };
        for (const expected of [
          { type: "page", name: "Shop", properties: page1 },
          { type: "page", name: "Shop", properties: { title: "Shop", url: `${origin}/checkout` } },
          { type: "track", event: "click", properties: { x: 40, y: 30 } },
          { type: "track", event: "dead_click", properties: { x: 40, y: 30, tag: "html" } },
          { type: "track", event: "Order ✓", properties: { revenue: 49.99, text: "日本 😀" } },
          {
            type: "track",
            event: "js_error",
            properties: expect.objectContaining({ message: "Uncaught Error: boom" }),
          },
        ]) {
          expect(said.filter((one) => matches(one, expected))).toHaveLength(1);
        }
        const vitals = events.filter(({ event }) => event === "web_vital");
        expect(vitals.map(({ properties }) => properties!["name"])).toContain("TTFB");
        const values = vitals.map(({ properties }) =>
          JSON.stringify([properties!["id"], properties!["value"]]),
        );
        expect(new Set(values).size).toBe(values.length);
        expectOneSession(events, origin);
      },
      TIMEOUT,
    );

    it(
      "has everything kept once over lost answers, and what it sends after a restart",
      async () => {
        const { collector, page, load } = await open(encrypt);
        await load();
        for (const name of items(1, 4)) {
          collector.faults.add("lost answer");
          await page.evaluate(logNow(name));
          await expect.poll(() => collector.faults.left, PATIENCE).toBe(0);
        }
        await expect.poll(() => logged(collector), PATIENCE).toEqual(items(1, 4));
        await collector.stop();
        await collector.resume();
        for (const name of items(5, 8)) await page.evaluate(logNow(name));
        await expect.poll(() => logged(collector), PATIENCE).toEqual(items(1, 8));
        await page.goto("about:blank");
        await expect.poll(() => collector.eventNames(), PATIENCE).toContain("engaged_time");
        expect(await logged(collector)).toEqual(items(1, 8));
      },
      TIMEOUT,
    );

    it.each([3, -3])(
      "may have a clock that is %d hours off",
      async (hours) => {
        const { collector, page, load } = await open(encrypt);
        collector.clockOffset = -hours * HOUR;
        await load();
        await page.evaluate(logNow("Item 01"));
        await expect.poll(() => logged(collector), PATIENCE).toEqual(["Item 01"]);
        // Of a clock that is behind a plain payload tells nothing.
        const shift = !encrypt && hours < 0 ? hours * HOUR : 0;
        for (const { timestamp, receivedAt } of await collector.events()) {
          expect(Math.abs(timestamp - receivedAt - shift)).toBeLessThan(35_000);
        }
      },
      TIMEOUT,
    );
  },
);

function matches(value: unknown, expected: unknown): boolean {
  try {
    expect(value).toEqual(expected);
    return true;
  } catch {
    return false;
  }
}

function expectOneSession(events: readonly StoredProductEvent[], origin: string): void {
  expect(new Set(events.map(({ anonymousId }) => anonymousId)).size).toBe(1);
  for (const { context } of events) {
    expect(context).toMatchObject({
      campaign: { source: "letter" },
      session: { entryPage: `${origin}/cart?utm_source=letter` },
      os: { name: "Linux" },
    });
  }
}
