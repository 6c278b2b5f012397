import { describe, expect, it } from "vitest";
import { BROWSER_CLIENTS } from "./support/browser-clients.ts";
import { items } from "./support/calls.ts";
import { RunningCollector } from "./support/running-collector.ts";
import { CHROMIUM, openVendorPage } from "./support/vendor-page.ts";

const HOUR = 3_600_000;
/** Browser clients wait seconds between attempts. */
const PATIENCE = { timeout: 90_000 };

describe.skipIf(CHROMIUM === undefined).each(BROWSER_CLIENTS)("$name client", (client) => {
  it("has every call kept once over a restart and lost answers", async () => {
    const collector = await RunningCollector.start();
    const page = await openVendorPage(client.script);
    const track = async (names: string[]): Promise<void> => {
      for (const name of names) await page.evaluate(client.track(name));
    };
    await page.evaluate(client.load(collector.url));
    collector.answersToLose = 1;
    await track(items(1, 8));
    await expect.poll(() => collector.eventNames(), PATIENCE).toEqual(items(1, 8));
    await expect.poll(() => collector.answersToLose, PATIENCE).toBe(0);
    await collector.stop();
    await track(items(9, 16));
    await collector.resume();
    collector.answersToLose = 1;
    await track(items(17, 20));
    await expect.poll(() => collector.eventNames(), PATIENCE).toEqual(items(1, 20));
    await expect.poll(() => collector.answersToLose, PATIENCE).toBe(0);
  });

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
