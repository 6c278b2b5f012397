import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { KEY, RunningCollector } from "./support/running-collector.ts";
import { UNISIGHTS_CORE } from "./support/unisights.ts";

/** What of the core is used here. */
interface Core {
  default: (options: { module_or_path: Uint8Array }) => Promise<unknown>;
  Tracker: new () => {
    setEncryptionConfig: (encrypt: boolean) => void;
    setSessionInfo: (...values: unknown[]) => void;
    logEntryPage: (url: string) => void;
    logPageView: (url: string, title?: string) => void;
    logClick: (x: number, y: number) => void;
    logWebVital: (...values: unknown[]) => void;
    logCustomEvent: (name: string, data: string) => void;
    logError: (message: string, source?: string, line?: number, column?: number) => void;
    updateScroll: (percent: number) => void;
    tick: (seconds: number) => void;
    exportEncryptedPayload: () => unknown;
  };
}

const PAGE = "https://shop.example/cart?utm_source=letter";
const VITAL = { name: "LCP", value: 1_234.5, id: "v5-1", rating: "good", delta: 1_234.5 };

async function createTracker(encrypt: boolean, uaHash: string | undefined) {
  const { default: start, Tracker } = (await import(UNISIGHTS_CORE!.href)) as Core;
  const module_or_path = await readFile(new URL("unisights_core_bg.wasm", UNISIGHTS_CORE));
  await start({ module_or_path });
  const tracker = new Tracker();
  tracker.setEncryptionConfig(encrypt);
  const device = { os: "Linux", device_type: "Desktop", screen_width: 1_279.5, referrer: "direct" };
  tracker.setSessionInfo(KEY, "s1", PAGE, { utm_source: "letter" }, device, uaHash);
  tracker.logEntryPage(PAGE);
  return tracker;
}

describe.skipIf(UNISIGHTS_CORE === undefined).each([
  [false, undefined],
  [true, undefined],
  [true, "ab12"],
])("Unisights' core, encrypted: %s, with the hash of a browser: %s", (encrypt, uaHash) => {
  it("has each of its five kinds of events kept once, as it was logged", async () => {
    const collector = await RunningCollector.start();
    const tracker = await createTracker(encrypt, uaHash);
    tracker.logPageView(PAGE);
    tracker.logClick(1.5, 2);
    tracker.logWebVital(...Object.values(VITAL), 1, "navigate");
    tracker.logCustomEvent("Order ✓", JSON.stringify({ revenue: 49.99, text: "日本 😀" }));
    tracker.logError("boom", undefined, 7);
    tracker.updateScroll(140);
    tracker.tick(3.25);
    const payload = tracker.exportEncryptedPayload();
    expect(payload).toMatchObject({ encrypted: encrypt });
    for (let time = 0; time < 2; time++) {
      const init = { method: "POST", body: JSON.stringify(payload) };
      expect((await fetch(`${collector.url}/v1/unisights`, init)).status).toBe(200);
    }

    const events = await collector.events();
    expect(events).toHaveLength(5);
    const kept = events.map(({ type, event, properties }) => ({ type, event, properties }));
    for (const logged of [
      { type: "page", event: undefined, properties: { title: null, url: PAGE } },
      { type: "track", event: "click", properties: { x: 1.5, y: 2 } },
      {
        type: "track",
        event: "web_vital",
        properties: { ...VITAL, entries: 1, navigation_type: "navigate" },
      },
      { type: "track", event: "Order ✓", properties: { revenue: 49.99, text: "日本 😀" } },
      {
        type: "track",
        event: "error",
        properties: { message: "boom", source: null, lineno: 7, colno: null },
      },
    ]) {
      expect(kept).toContainEqual(logged);
    }
    for (const { anonymousId, context } of events) {
      expect(anonymousId).toBe("s1");
      expect(context).toMatchObject({
        session: { entryPage: PAGE, scrollDepth: 100, timeOnPage: 3.25 },
        campaign: { source: "letter" },
        screen: { width: 1_279.5 },
      });
    }
  });
});
