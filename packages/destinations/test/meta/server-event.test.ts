import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { ProductEvent } from "@peekjs/protocol";
import { describe, expect, it } from "vitest";
import { mapMetaEvent, type MetaServerEvent } from "../../src/meta/server-event.ts";
import { isTooBroad } from "../../src/meta/user-data.ts";
import { sha256 } from "../../src/personal/sha256.ts";
import { trackEvent } from "../events.ts";

const NOW = Date.parse("2026-01-02T03:04:05.000Z");
const OPTIONS = { pixelId: "1", accessToken: "t" };
const CONTEXT = { id: "ORD-1", source: {}, now: NOW, settings: {} };

const ORDER: ProductEvent = trackEvent({
  event: "Order Completed",
  userId: "u1",
  timestamp: NOW,
  properties: {
    order_id: "ORD-1",
    revenue: 123.45,
    currency: "usd",
    products: [{ product_id: "p1", price: 61.5, quantity: 2 }, { sku: "p2" }],
    store: "Lyon",
  },
  context: {
    ip: "192.0.2.1",
    userAgent: "UA",
    page: { url: "https://x.test/p?fbclid=AbCdEf&email=john@x.com" },
  },
  userData: { email: "John@X.com", fbp: "fb.1.1558571054389.1098115397" },
});

describe("an order on a website", () => {
  it("becomes a Purchase, deduplicated by its id, with hashes alone of the person", () => {
    expect(mapMetaEvent(ORDER, CONTEXT, OPTIONS)).toMatchObject({
      invalid: undefined,
      payload: {
        event_name: "Purchase",
        event_time: 1_767_323_045,
        event_id: "ORD-1",
        action_source: "website",
        event_source_url: "https://x.test/p?fbclid=AbCdEf",
        user_data: {
          em: [sha256("john@x.com")],
          external_id: [sha256("u1")],
          client_ip_address: "192.0.2.1",
          client_user_agent: "UA",
          fbc: `fb.1.${NOW}.AbCdEf`,
          fbp: "fb.1.1558571054389.1098115397",
        },
        custom_data: {
          value: 123.45,
          currency: "USD",
          order_id: "ORD-1",
          content_ids: ["p1", "p2"],
          contents: [
            { id: "p1", quantity: 2, item_price: 61.5 },
            { id: "p2", quantity: 1 },
          ],
          content_type: "product",
          num_items: 3,
          store: "Lyon",
        },
      },
    });
  });

  it("carries limited data use for whom it is asked", () => {
    const limitedDataUse = ({ userId }: ProductEvent): boolean => userId === "u1";
    const { payload } = mapMetaEvent(ORDER, CONTEXT, { ...OPTIONS, limitedDataUse })!;
    expect(payload).toMatchObject({
      data_processing_options: ["LDU"],
      data_processing_options_country: 0,
      data_processing_options_state: 0,
    });
    const other = mapMetaEvent({ ...ORDER, userId: "u2" }, CONTEXT, { ...OPTIONS, limitedDataUse });
    expect(other!.payload).not.toHaveProperty("data_processing_options");
  });

  it("keeps 62 days in a physical store, 7 elsewhere", () => {
    const days = (actionSource: string): number =>
      mapMetaEvent(ORDER, { ...CONTEXT, settings: { actionSource } }, OPTIONS)!.maxAge! /
      86_400_000;
    expect(days("physical_store")).toBeCloseTo(62, 2);
    expect(days("website")).toBeCloseTo(7, 2);
  });
});

it.each([
  ["nothing to match by", { userId: undefined, anonymousId: undefined, context: {} }, /too little/],
  ["a purchase without currency", { properties: { revenue: 3 } }, /value and currency/],
])("finds %s before it is sent", (_, change, problem) => {
  const { invalid } = mapMetaEvent({ ...ORDER, userData: {}, ...change }, CONTEXT, OPTIONS)!;
  expect(invalid).toMatch(problem);
});

it.each([
  ["website", "no URL"],
  ["app", "name its system"],
])("finds an event of %s that lacks what Meta needs", (actionSource, problem) => {
  const event = { ...ORDER, context: { userAgent: "UA" } };
  const { invalid } = mapMetaEvent(event, { ...CONTEXT, settings: { actionSource } }, OPTIONS)!;
  expect(invalid).toContain(problem);
});

it("names the system of an app", () => {
  const context = {
    os: { name: "iOS", version: "17.1" },
    app: { namespace: "com.x", version: "2" },
  };
  const event = trackEvent({ type: "screen", event: undefined, name: "Home", context });
  const { payload } = mapMetaEvent(event, CONTEXT, OPTIONS)!;
  expect(payload).toMatchObject({ event_name: "PageView", action_source: "app" });
  expect(payload.app_data!.extinfo).toHaveLength(16);
  expect(payload.app_data!.extinfo.slice(0, 5)).toEqual(["i2", "com.x", "", "2", "17.1"]);
});

it("passes custom events under their own name, and has no use for identify", () => {
  expect(mapMetaEvent(trackEvent(), CONTEXT, OPTIONS)!.payload.event_name).toBe("Report Exported");
  const identify = trackEvent({ type: "identify", event: undefined });
  expect(mapMetaEvent(identify, CONTEXT, OPTIONS)).toBeUndefined();
});

it.each([
  [{}, true],
  [{ ct: "h", country: "h", st: "h", zp: "h", ge: "h", client_user_agent: "UA" }, true],
  [{ db: "h", client_user_agent: "UA" }, true],
  [{ fn: "h", ge: "h" }, true],
  [{ ln: "h" }, true],
  [{ fn: "h", ln: "h" }, false],
  [{ em: ["h"] }, false],
  [{ client_ip_address: "192.0.2.1", client_user_agent: "UA" }, false],
])("knows that %o is too broad to match by: %s", (userData, isBroad) => {
  expect(isTooBroad(userData)).toBe(isBroad);
});

it("has the form that Meta's own SDK gives an event", () => {
  const { sdkEvent } = JSON.parse(
    readFileSync(join(import.meta.dirname, "../vectors/meta.json"), "utf8"),
  ) as { sdkEvent: MetaServerEvent };
  const { user_data: hashes } = sdkEvent;
  const event = trackEvent({
    event: "Purchase",
    userId: undefined,
    timestamp: sdkEvent.event_time * 1_000,
    properties: sdkEvent.custom_data!,
    context: { page: { url: sdkEvent.event_source_url } },
    userData: {
      email: hashes.em,
      phone: hashes.ph,
      firstName: hashes.fn,
      externalId: "u1",
      ip: hashes.client_ip_address,
      userAgent: hashes.client_user_agent,
      fbc: hashes.fbc,
      fbp: hashes.fbp,
    },
  });
  const { payload } = mapMetaEvent(event, CONTEXT, OPTIONS)!;
  // The SDK leaves external ids as they are, and writes a list where one value will do.
  const user_data = { ...hashes, fn: hashes.fn![0], external_id: [sha256("u1")] };
  expect(payload).toEqual({ ...sdkEvent, user_data });
});

it("takes the name of an action source in any case", () => {
  const settings = { actionSource: "PHYSICAL_STORE" };
  const { payload } = mapMetaEvent(ORDER, { ...CONTEXT, settings }, OPTIONS)!;
  expect(payload.action_source).toBe("physical_store");
});

it("leaves as they are the ids that Meta gave out", () => {
  const ids = { subscription_id: "S-1", lead_id: "L-1", fb_login_id: "F-1", fbc: "fb.1.1.AbC" };
  const { payload } = mapMetaEvent({ ...ORDER, userData: ids }, CONTEXT, OPTIONS)!;
  expect(payload.user_data).toMatchObject(ids);
});

it("leaves out of the optimisation of ads what an event says so of", () => {
  expect(mapMetaEvent(ORDER, CONTEXT, OPTIONS)!.payload).not.toHaveProperty("opt_out");
  const settings = { optOut: true };
  expect(mapMetaEvent(ORDER, { ...CONTEXT, settings }, OPTIONS)!.payload.opt_out).toBe(true);
});

it("says where limited data use applies, when told", () => {
  const options = {
    ...OPTIONS,
    limitedDataUse: true,
    dataProcessingCountry: 1,
    dataProcessingState: 1_000,
  } as const;
  expect(mapMetaEvent(ORDER, CONTEXT, options)!.payload).toMatchObject({
    data_processing_options: ["LDU"],
    data_processing_options_country: 1,
    data_processing_options_state: 1_000,
  });
});

it("hashes a user's id that looks as if it were hashed with MD5: it may be a UUID without dashes", () => {
  const userId = "0123456789abcdef0123456789abcdef";
  expect(mapMetaEvent({ ...ORDER, userId }, CONTEXT, OPTIONS)!.payload.user_data).toMatchObject({
    external_id: [sha256(userId)],
  });
});
