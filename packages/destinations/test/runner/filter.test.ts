import { type DestinationOptions } from "@peekjs/destinations";
import type { ProductEvent } from "@peekjs/protocol";
import { startVendor } from "@peekjs/testing";
import { expect, it } from "vitest";
import { trackEvent } from "../events.ts";
import { idsDestination } from "./example.ts";

const consent = (preferences: Record<string, unknown>): Partial<ProductEvent> => ({
  context: { consent: { categoryPreferences: preferences } },
});

const denied = (...ids: string[]): Partial<ProductEvent> => ({
  context: { consentManagement: { deniedConsentIds: ids, resolutionStrategy: "and" } },
});

const CASES: [options: DestinationOptions, event: Partial<ProductEvent>, isSent: boolean][] = [
  [{}, {}, true],
  [{ events: ["Report Exported"] }, {}, true],
  [{ events: ["Signed Up"] }, {}, false],
  [{ events: ["track"] }, {}, true],
  [{ events: ["purchase"] }, { eventType: "purchase" }, true],
  [{ events: ["purchase"] }, { event: "Order Completed" }, true],
  [{ services: ["shop"] }, {}, true],
  [{ services: ["blog"] }, {}, false],
  [{ filter: ({ userId }) => userId === "user-7" }, {}, true],
  [{ filter: (_, { service }) => service !== "shop" }, {}, false],
  [{ filter: ({ properties }) => properties!["x"] === 1 }, {}, false],
  [{}, { integrations: { All: false } }, false],
  [{}, { integrations: { all: false } }, false],
  [{}, { integrations: { All: false, ids: true } }, true],
  [{}, { integrations: { All: false, IDs: { any: 1 } } }, true],
  [{}, { integrations: { ids: false } }, false],
  [{}, { integrations: { All: true, other: false } }, true],
  [{ name: "second" }, { integrations: { All: false, second: true } }, true],
  [{ name: "second" }, { integrations: { ids: false } }, false],
  [{ name: "second" }, { integrations: { ids: false, second: true } }, true],
  [{ name: "second" }, { integrations: { ids: true, second: false } }, false],
  [{}, { integrations: { "Ids in the browser": false } }, false],
  [{}, { integrations: { "Ids in the browser": false, ids: true } }, true],
  [{}, { integrations: { "Ids in the browser": true, ids: false } }, false],
  [{ consentCategories: ["Advertising"] }, {}, true],
  [{ consentCategories: ["Advertising"] }, consent({ Advertising: true }), true],
  [{ consentCategories: ["Advertising"] }, consent({ Advertising: false }), false],
  [{ consentCategories: ["Advertising"] }, consent({ Functional: true }), false],
  [{ consentCategories: ["Advertising"] }, denied("Functional"), true],
  [{ consentCategories: ["Advertising", "Sale"] }, denied("Sale"), false],
  [{}, denied("Advertising"), true],
];

it.each(CASES)("with %o an event with %o is sent: %s", async (options, event, isSent) => {
  await using vendor = await startVendor();
  const connection = idsDestination(vendor.url, options).connect();
  await connection.enqueue([trackEvent(event)], { service: "shop" });
  await connection.flush();
  expect(vendor.requests).toHaveLength(isSent ? 1 : 0);
  expect(connection.stats()).toMatchObject({ accepted: isSent ? 1 : 0, filtered: isSent ? 0 : 1 });
});
