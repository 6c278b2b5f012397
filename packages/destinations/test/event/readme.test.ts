import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { PERSONAL_KEYS } from "../../src/personal/person.ts";
import { trackEvent } from "../events.ts";
import { VENDORS, type VendorName } from "./vendors.ts";

const README = readFileSync(join(import.meta.dirname, "../../README.md"), "utf8");
const SECTION = README.slice(
  README.indexOf("## What an event may say"),
  README.indexOf("## Personal data"),
);

/** What is said under the heading of a vendor: its cells' words in backticks. */
function told(vendor: string, cell: number): string[] {
  const row = SECTION.split("\n").find((line) => line.startsWith(`| ${vendor} `))!;
  return Array.from(row.split("|")[cell]!.matchAll(/`(\w+)[:`]/g), ([, word]) => word!);
}

const SHOP = { page: { url: "https://shop.example/" }, userAgent: "Firefox", consent: {} };

/** Values that a vendor takes, where it takes no others. */
const VALUES: Record<string, string | number | boolean> = {
  _ga: "GA1.1.4711.42",
  engagement_time_msec: 4711,
  engagementTimeMsec: 4711,
  actionSource: "APP",
  optOut: true,
};

const IDS = (["Meta", "GA4", "Reddit", "TikTok"] as const).flatMap((vendor) => {
  const ids = told(vendor, 2).filter((id) => id !== "anonymousId" && id !== "userId");
  return ids.map((id) => [vendor, id] as const);
});

const SETTINGS = (["Meta", "GA4", "Reddit"] as const).flatMap((vendor) =>
  told(vendor, 3).map((setting) => [vendor, setting] as const),
);

function sent(vendor: string, event: object, settings = {}, ofApp = false): string {
  const map = VENDORS[vendor.toLowerCase() as VendorName];
  const context = { ...SHOP, os: { name: "iOS", version: "17" } };
  const options = ofApp ? { firebaseAppId: "app" } : {};
  return JSON.stringify(map(trackEvent({ context, ...event }), { settings }, options).payload);
}

describe("the README", () => {
  it.each(Object.values(PERSONAL_KEYS).flat())("names %s of userData", (key) => {
    expect(SECTION).toContain(`\`${key}\``);
  });

  it.each(IDS)("says what %s takes: %s", (vendor, id) => {
    const userData = { [id]: VALUES[id] ?? "4711-x" };
    expect(sent(vendor, { userData }, {}, id === "app_instance_id")).toContain("4711");
  });

  it.each(SETTINGS)("says what may be set for %s: %s", (vendor, setting) => {
    const value = VALUES[setting] ?? "4711-x";
    const payload = sent(vendor, {}, { [setting]: value }, setting === "appInstanceId");
    const expected = value === true ? "true" : String(value);
    expect(payload.toLowerCase()).toContain(expected.toLowerCase());
  });
});
