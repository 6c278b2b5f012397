import { reddit, type RedditOptions } from "@peekjs/destinations";
import { startVendor, type VendorAnswer, type VendorRequest } from "@peekjs/testing";
import { describe, expect, it, vi } from "vitest";
import { normaliseRedditEmail } from "../../src/personal/email.ts";
import { sha256 } from "../../src/personal/sha256.ts";
import { NOW, VENDORS } from "../event/vendors.ts";
import { trackEvent, trackEvents } from "../events.ts";
import { QUICK } from "../runner/example.ts";

const TAKEN: VendorAnswer = { body: { data: { message: "Successfully processed events." } } };

const options = (endpoint: string, more: Partial<RedditOptions> = {}): RedditOptions => ({
  pixelId: "a2_1",
  conversionToken: "secret-token",
  endpoint,
  ...QUICK,
  ...more,
});

const idsOf = ({ json }: VendorRequest): string[] =>
  (json.data.events as { metadata: { conversion_id: string } }[]).map(
    ({ metadata }) => metadata.conversion_id,
  );

it.each(["alice@example.com", "Al.ice$+Apple@Example.Com"])(
  "hashes %s as Reddit documents it",
  (email) => {
    expect(sha256(normaliseRedditEmail(email)!)).toBe(
      "ff8d9819fc0e12bf0d24892e45987e249a28dce836a85cad60e28eaaa8c6d976",
    );
  },
);

it("sends a purchase as version 3 has it", async () => {
  await using vendor = await startVendor(() => TAKEN);
  const more = {
    testId: "t-1",
    partner: "ACME",
    limitedDataUse: true,
    dataProcessingCountry: "US",
  };
  const connection = reddit(options(vendor.url, more)).connect();
  const timestamp = Date.now() - 1_000;
  const event = trackEvent({
    event: "Order Completed",
    eventId: "o-1",
    timestamp,
    properties: {
      revenue: 0,
      currency: "USD",
      products: [{ id: "p1", name: "Cup", category: "ware", price: 5.5, quantity: 2 }],
      theme: "dark",
    },
    context: {
      ip: "192.0.2.1",
      userAgent: "UA",
      page: { url: "https://x.test/?rdt_cid=c-1" },
      screen: { width: 800, height: 600 },
      device: { type: "ios", advertisingId: "abc-def" },
    },
    userData: { email: "Al.ice$+Apple@Example.Com", phone: "+1 650 555 1212", _rdt_uuid: "u-1" },
  });
  await connection.enqueue([event], {});
  expect(await connection.flush()).toEqual({ delivered: 1, pending: 0 });
  expect(vendor.requests[0]).toMatchObject({
    path: "/api/v3/pixels/a2_1/conversion_events",
    headers: { authorization: "Bearer secret-token" },
  });
  expect(vendor.requests[0]!.json).toEqual({
    data: {
      test_id: "t-1",
      partner: "ACME",
      events: [
        {
          event_at: timestamp,
          action_source: "WEBSITE",
          event_source_url: "https://x.test/?rdt_cid=c-1",
          click_id: "c-1",
          type: { tracking_type: "PURCHASE" },
          user: {
            email: sha256("alice@example.com"),
            phone_number: sha256("+16505551212"),
            external_id: sha256("user-7"),
            ip_address: sha256("192.0.2.1"),
            idfa: sha256("ABC-DEF"),
            user_agent: "UA",
            uuid: "u-1",
            screen_dimensions: { width: 800, height: 600 },
            data_processing_options: { modes: ["LDU"], country: "US" },
          },
          metadata: {
            conversion_id: "o-1",
            value: 0,
            currency: "USD",
            item_count: 2,
            products: [{ id: "p1", name: "Cup", category: "ware", quantity: 2, item_price: 5.5 }],
          },
        },
      ],
    },
  });
  expect(connection.stats().omitted).toEqual({ "properties.theme": 1 });
});

it("sends what has no standard as a custom event", async () => {
  await using vendor = await startVendor(() => TAKEN);
  const connection = reddit(options(vendor.url)).connect();
  await connection.enqueue([trackEvent(), trackEvent({ type: "page", name: "Home" })], {});
  await connection.flush();
  expect(vendor.requests[0]!.json.data.events).toMatchObject([
    { type: { tracking_type: "CUSTOM", custom_event_name: "Report Exported" } },
    { type: { tracking_type: "PAGE_VISIT" } },
  ]);
});

it("tells an Android device, and keeps the value of a lead", () => {
  const context = { device: { type: "android", advertisingId: "ABC-def" } };
  const properties = { value: 7.5, currency: "eur" };
  const event = trackEvent({ event: "Lead", timestamp: NOW, context, properties });
  expect(VENDORS.reddit(event).payload).toMatchObject({
    type: { tracking_type: "LEAD" },
    user: { aaid: sha256("abc-def") },
    metadata: { value: 7.5, currency: "EUR" },
  });
});

it.each([{ invalid_events: [{ error_message: "no" }] }, { data: { invalid_events: [{}] } }])(
  "gives up an event that a success calls invalid: %o",
  async (body) => {
    await using vendor = await startVendor((r) => (idsOf(r).includes("bad") ? { body } : TAKEN));
    const connection = reddit(options(vendor.url)).connect();
    await connection.enqueue([trackEvent({ eventId: "bad" }), ...trackEvents(3)], {});
    expect(await connection.flush()).toEqual({ delivered: 3, pending: 0 });
    expect((await connection.deadLetters()).map(({ event }) => event.id)).toEqual(["bad"]);
  },
);

describe("tries again", () => {
  it.each<[string, VendorAnswer]>([
    ["after 429", { status: 429, body: { error: { code: 429 } } }],
    ["after 500", { status: 500 }],
    ["after success under 500", { ...TAKEN, status: 500 }],
    ["after success under 400", { ...TAKEN, status: 400 }],
    ["after no answer", "hang"],
  ])("%s", async (_, answer) => {
    let attempt = 0;
    await using vendor = await startVendor(() => (attempt++ === 0 ? answer : TAKEN));
    const connection = reddit(options(vendor.url)).connect();
    await connection.enqueue([trackEvent()], {});
    expect(await connection.flush()).toEqual({ delivered: 1, pending: 0 });
    expect(idsOf(vendor.requests[0]!)).toEqual(idsOf(vendor.requests[1]!));
  });
});

describe("keeps everything", () => {
  it.each<[string, VendorAnswer]>([
    ["while the token is refused", { status: 401 }],
    ["while it may not write", { status: 403 }],
    ["while the pixel is unknown", { status: 404 }],
    ["when a page answers", { body: "<html>" }],
  ])("%s", async (_, answer) => {
    await using vendor = await startVendor(() => answer);
    const connection = reddit(options(vendor.url)).connect();
    await connection.enqueue([trackEvent()], {});
    expect(await connection.flush()).toEqual({ delivered: 0, pending: 1 });
    vendor.answer = () => TAKEN;
    await vi.waitFor(() => expect(connection.stats().delivered).toBe(1));
  });
});

it.each([400, 422, 200])("gives up the refused event alone (status %i)", async (status) => {
  const refusal = { status, body: { error: { code: 400, message: "bad event" } } };
  await using vendor = await startVendor((r) => (idsOf(r).includes("bad") ? refusal : TAKEN));
  const connection = reddit(options(vendor.url)).connect();
  await connection.enqueue([trackEvent({ eventId: "bad" }), ...trackEvents(6)], {});
  expect(await connection.flush()).toEqual({ delivered: 6, pending: 0 });
  expect((await connection.deadLetters()).map(({ event }) => event.id)).toEqual(["bad"]);
});
