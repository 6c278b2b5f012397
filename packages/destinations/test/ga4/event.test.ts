import type { ProductEvent } from "@peekjs/protocol";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mapGa4Event } from "../../src/ga4/event.ts";
import { normaliseGoogleEmail } from "../../src/personal/email.ts";
import { sha256 } from "../../src/personal/sha256.ts";
import { trackEvent } from "../events.ts";
import { problemsOf } from "./google.ts";

const NOW = Date.parse("2026-01-02T03:04:05.678Z");
const CONTEXT = { id: "e-1", source: {}, now: NOW, settings: {} };
const OPTIONS = { measurementId: "G-1", apiSecret: "s" };

const requestOf = (event: ProductEvent, settings = {}, options = {}): any => {
  const mapped = mapGa4Event(event, { ...CONTEXT, settings }, { ...OPTIONS, ...options })!;
  const { sender, event: sent } = mapped.payload;
  return JSON.parse(JSON.stringify({ ...sender, events: [sent] }));
};

it("maps an order", () => {
  const event = trackEvent({
    event: "Order Completed",
    anonymousId: "a-1",
    timestamp: NOW,
    properties: {
      order_id: "o-1",
      revenue: 10,
      currency: "EUR",
      gift: true,
      products: [{ product_id: "p1", name: "Cup", price: 5, quantity: 2 }],
    },
    context: { page: { url: "https://x.test/thanks", title: "Thanks" }, traits: { plan: "pro" } },
    userData: { email: "Cloudy.SanFrancisco@gmail.com", phone: "+1 650 555 1212", city: "Paris" },
  });
  expect(requestOf(event, { sessionId: 7 })).toEqual({
    client_id: "a-1",
    user_id: "user-7",
    user_properties: { plan: { value: "pro" } },
    user_data: {
      sha256_email_address: ["223ebda6f6889b1494551ba902d9d381daf2f642bae055888e96343d53e9f9c4"],
      sha256_phone_number: ["1e231c66011e7a2d867a9cfae267a6aff103cf4913640b6e71a99850fc0ffbc8"],
    },
    events: [
      {
        name: "purchase",
        timestamp_micros: NOW * 1_000,
        params: {
          session_id: "7",
          engagement_time_msec: 1,
          page_location: "https://x.test/thanks",
          page_title: "Thanks",
          transaction_id: "o-1",
          value: 10,
          currency: "EUR",
          items: [{ item_id: "p1", item_name: "Cup", price: 5, quantity: 2 }],
          gift: "true",
        },
      },
    ],
  });
});

it("sends an address only with hashed names", () => {
  const userData = { firstName: "Jean-Luc", lastName: "O'Neil 3rd", city: "Paris", country: "FRA" };
  expect(requestOf(trackEvent({ userData })).user_data).toEqual({
    address: [
      {
        sha256_first_name: sha256("jeanluc"),
        sha256_last_name: sha256("oneil rd"),
        city: "paris",
        country: "FR",
      },
    ],
  });
});

describe("client id", () => {
  it.each([
    [{ context: { _ga: "GA1.1.123.456" } }, {}, "123.456"],
    [{ anonymousId: "a-1" }, {}, "a-1"],
    [{}, {}, "user-7"],
    [{ anonymousId: "a-1" }, { clientId: "c-1" }, "c-1"],
  ])("of %o with settings %o is %s", (event, settings, clientId) => {
    expect(requestOf(trackEvent(event), settings).client_id).toBe(clientId);
  });

  it("of an app is its instance's", () => {
    const options = { firebaseAppId: "1:2:android:3" };
    expect(requestOf(trackEvent(), { appInstanceId: "i-1" }, options).app_instance_id).toBe("i-1");
    expect(mapGa4Event(trackEvent(), CONTEXT, { ...OPTIONS, ...options })!.invalid).toMatch(
      /app_instance_id/,
    );
  });
});

it("takes nothing but true for consent", () => {
  const answers = { adUserData: "DENIED", adPersonalization: 1 } as object;
  expect(requestOf(trackEvent(), {}, { consent: () => answers }).consent).toEqual({
    ad_user_data: "DENIED",
    ad_personalization: "DENIED",
  });
});

it("tells Google what was consented to", () => {
  const context = { consent: { ad_user_data: "GRANTED", ad_personalization: "denied" } };
  const consent = { ad_user_data: "GRANTED", ad_personalization: "DENIED" };
  expect(requestOf(trackEvent({ context })).consent).toEqual(consent);
  const options = { consent: () => ({ adUserData: false }) };
  expect(requestOf(trackEvent({ context }), {}, options).consent).toEqual({
    ad_user_data: "DENIED",
  });
});

it.each([
  "error",
  "session_start",
  "app_exception",
  "notification_send",
  "screen_view",
  "ga_thing",
  "_private",
  "firebase_x",
  "!?",
  " ga_thing",
  "ga!thing",
  "gtag.x",
])("finds %s before Google drops it in silence", (event) => {
  expect(mapGa4Event(trackEvent({ event }), CONTEXT, OPTIONS)!.invalid).toMatch(/name/);
});

it("calls a screen of an app as Google does, and one of the web a page", () => {
  const screen = { ...trackEvent({ type: "screen", name: "Cart" }), event: undefined };
  const app = requestOf(screen, { appInstanceId: "i-1" }, { firebaseAppId: "1:2:android:3" });
  expect(app.events[0]).toMatchObject({ name: "screen_view", params: { screen_name: "Cart" } });
  const web = requestOf(screen).events[0];
  expect(web).toMatchObject({ name: "page_view", params: { page_title: "Cart" } });
});

it("writes other names as Google wants them", () => {
  expect(requestOf(trackEvent({ event: "Report Exported!" })).events[0].name).toBe(
    "Report_Exported_",
  );
});

it.each([
  [" Cloudy.San Francisco@Gmail.com ", "cloudysanfrancisco@gmail.com"],
  ["a.b@googlemail.com", "ab@googlemail.com"],
  ["a.b@example.com", "a.b@example.com"],
])("normalises %s as Google does", (email, normalised) => {
  expect(normaliseGoogleEmail(email)).toBe(normalised);
});

it("keeps every limit whatever an event holds, and says what it left out", () => {
  const value = fc.oneof(fc.string({ maxLength: 1_500 }), fc.double(), fc.boolean(), fc.object());
  const properties = fc.dictionary(fc.string({ maxLength: 60 }), value, { maxKeys: 60 });
  const items = fc.array(fc.dictionary(fc.constantFrom("id", "name", "price"), value), {
    maxLength: 300,
  });
  fc.assert(
    fc.property(properties, items, properties, fc.string(), (own, products, traits, name) => {
      const context = { traits, page: { url: `https://x.test/${"p".repeat(1_200)}` } };
      const event = trackEvent({ event: name, properties: { ...own, products }, context });
      const { invalid, omitted } = mapGa4Event(event, CONTEXT, OPTIONS)!;
      expect(problemsOf(requestOf(event))).toEqual([]);
      if (invalid === undefined) expect(omitted).toContain("page_location (cut)");
    }),
  );
});
