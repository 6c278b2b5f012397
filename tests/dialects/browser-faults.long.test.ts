import { describe, expect, it } from "vitest";
import { CHROMIUM } from "../support/chromium.ts";
import { BROWSER_CLIENTS, SERLA } from "./support/browser-clients.ts";
import { items } from "./support/calls.ts";
import { CollectorProcess } from "./support/collector-process.ts";
import { RunningCollector } from "./support/running-collector.ts";
import { loadUnisights, logNow, UNISIGHTS } from "./support/unisights.ts";
import { openVendorPage } from "./support/vendor-page.ts";

const HOUR = 3_600_000;
/** Browser clients wait seconds between attempts. */
const PATIENCE = { timeout: 90_000 };

const CLIENTS = [...BROWSER_CLIENTS, ...SERLA];

describe.skipIf(CHROMIUM === undefined).each(CLIENTS)("$name client", (client) => {
  it("has every call kept once over a restart and lost answers", async () => {
    const collector = await RunningCollector.start();
    const page = await openVendorPage(client.script);
    const track = async (names: string[]): Promise<void> => {
      for (const name of names) await page.evaluate(client.track(name));
    };
    await page.evaluate(client.load(collector.url));
    collector.faults.add("lost answer");
    await track(items(1, 8));
    await expect.poll(() => collector.eventNames(), PATIENCE).toEqual(items(1, 8));
    await expect.poll(() => collector.faults.left, PATIENCE).toBe(0);
    await collector.stop();
    await track(items(9, 16));
    await collector.resume();
    collector.faults.add("lost answer");
    await track(items(17, 20));
    await expect.poll(() => collector.eventNames(), PATIENCE).toEqual(items(1, 20));
    await expect.poll(() => collector.faults.left, PATIENCE).toBe(0);
  });

  it("has every call kept once over refusals and a collector that is killed", async () => {
    const collector = await CollectorProcess.start();
    const page = await openVendorPage(client.script);
    const track = async (first: number, last: number): Promise<void> => {
      for (const name of items(first, last)) await page.evaluate(client.track(name));
    };
    const expectKept = (last: number): Promise<void> =>
      expect.poll(() => collector.eventNames(), PATIENCE).toEqual(items(1, last));
    await page.evaluate(client.load(collector.url));
    // PostHog's gives up what is answered with 429, which no collector does.
    collector.faults.add(503, "reset", 503);
    await track(1, 8);
    await expectKept(8);
    for (const [moment, first] of [
      ["answer", 9],
      ["request", 17],
    ] as const) {
      collector.killAt(moment);
      await track(first, first + 3);
      await collector.killed();
      await track(first + 4, first + 7);
      await collector.resume();
      await expectKept(first + 7);
    }
  });
});

// Serla's times are taken as they are.
describe.skipIf(CHROMIUM === undefined).each(BROWSER_CLIENTS)("$name client", (client) => {
  it.each([3, -3])("may have a clock that is %d hours off", async (hours) => {
    const collector = await RunningCollector.start();
    collector.clockOffset = -hours * HOUR;
    const page = await openVendorPage(client.script);
    await page.evaluate(client.load(collector.url));
    await page.evaluate(client.track("now"));
    await expect.poll(() => collector.eventNames(), PATIENCE).toEqual(["now"]);
    const [event] = await collector.events();
    expect(Math.abs(event!.timestamp - event!.receivedAt)).toBeLessThan(10_000);
  });
});

describe.skipIf(CHROMIUM === undefined || UNISIGHTS === undefined).each([false, true])(
  "Unisights' browser client, encrypted: %s",
  (encrypt) => {
    it("has once what a collector has kept that is killed before it is heard", async () => {
      const collector = await CollectorProcess.start();
      const page = await openVendorPage(UNISIGHTS!);
      await page.evaluate(loadUnisights(collector.url, encrypt));
      const logged = async (): Promise<string[]> =>
        (await collector.eventNames()).filter((name) => name.startsWith("Item"));
      await page.evaluate(logNow("Item 01"));
      await expect.poll(logged, PATIENCE).toEqual(items(1, 1));
      collector.killAt("answer");
      await page.evaluate(logNow("Item 02"));
      await collector.killed();
      await collector.resume();
      await page.evaluate(logNow("Item 03"));
      await expect.poll(logged, PATIENCE).toEqual(items(1, 3));
    });
  },
);
