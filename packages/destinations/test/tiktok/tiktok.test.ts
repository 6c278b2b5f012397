import { tiktok, type TikTokOptions } from "@peekjs/destinations";
import { startVendor, type VendorAnswer, type VendorRequest } from "@peekjs/testing";
import { describe, expect, it, vi } from "vitest";
import { normaliseEmail } from "../../src/personal/email.ts";
import { normaliseE164 } from "../../src/personal/phone.ts";
import { sha256 } from "../../src/personal/sha256.ts";
import { NOW, VENDORS } from "../event/vendors.ts";
import { trackEvent, trackEvents } from "../events.ts";
import { QUICK } from "../runner/example.ts";

const code = (number: number, status = 200): VendorAnswer => ({
  status,
  body: { code: number, message: "from TikTok", request_id: "r", data: {} },
});

const options = (endpoint: string, more: Partial<TikTokOptions> = {}): TikTokOptions => ({
  pixelCode: "C4",
  accessToken: "secret-token",
  endpoint,
  ...QUICK,
  ...more,
});

const idsOf = ({ json }: VendorRequest): string[] =>
  (json.data as { event_id: string }[]).map(({ event_id }) => event_id);

it.each([
  ["bugsbunny@warnerbros.com", normaliseEmail, /^67e28cdc.*11e3$/],
  ["+12345678901234", normaliseE164, /^00a63bd0.*6777$/],
  ["+98765432109876", normaliseE164, /^ce7b12d1.*7a4a$/],
])("hashes %s as TikTok expects it", (value, normalise, hash) => {
  expect(sha256(normalise(value)!)).toMatch(hash);
});

it("sends a purchase as version 2.0 has it", async () => {
  await using vendor = await startVendor(() => code(0));
  const more = { testEventCode: "TEST1", partnerName: "ACME", limitedDataUse: true };
  const connection = tiktok(options(vendor.url, more)).connect();
  const event = trackEvent({
    event: "anything",
    eventType: "purchase",
    eventId: "o-1",
    properties: {
      value: 12.5,
      currency: "eur",
      order_id: "o-1",
      description: "two cups",
      products: [{ id: "p1", name: "Cup", price: 6.25, quantity: 2 }],
      theme: "dark",
    },
    context: { ip: "192.0.2.1", userAgent: "UA", page: { url: "https://x.test/?ttclid=t-1" } },
    userData: {
      email: " BugsBunny@WarnerBros.com",
      phone: "+12345678901234",
      first_name: "Bugs",
      zip: "M1 1AE",
      city: "New York",
      state: "New York",
      country: "USA",
    },
  });
  await connection.enqueue([event], {});
  expect(await connection.flush()).toEqual({ delivered: 1, pending: 0 });
  expect(vendor.requests[0]).toMatchObject({
    path: "/open_api/v1.3/event/track/",
    headers: { "access-token": "secret-token" },
  });
  expect(vendor.requests[0]!.json).toEqual({
    event_source: "web",
    event_source_id: "C4",
    test_event_code: "TEST1",
    partner_name: "ACME",
    data: [
      {
        event: "Purchase",
        event_time: Math.floor(event.timestamp / 1_000),
        event_id: "o-1",
        limited_data_use: true,
        page: { url: "https://x.test/?ttclid=t-1" },
        user: {
          email: [sha256("bugsbunny@warnerbros.com")],
          phone: [sha256("+12345678901234")],
          external_id: [sha256("user-7")],
          first_name: sha256("bugs"),
          zip_code: sha256("m11ae"),
          city: "newyork",
          state: "ny",
          country: "us",
          ttclid: "t-1",
          ip: "192.0.2.1",
          user_agent: "UA",
        },
        properties: {
          value: 12.5,
          currency: "EUR",
          order_id: "o-1",
          description: "two cups",
          content_type: "product",
          contents: [{ content_id: "p1", content_name: "Cup", price: 6.25, quantity: 2 }],
        },
      },
    ],
  });
  expect(connection.stats().omitted).toEqual({ "properties.theme": 1 });
});

describe("an event of another source", () => {
  const map = (eventSource: "app" | "crm", more: object): any =>
    JSON.parse(
      JSON.stringify(VENDORS.tiktok(trackEvent({ timestamp: NOW, ...more }), {}, { eventSource })),
    );

  it("tells of an app, its device and the ad that it came from", () => {
    const { payload, omitted } = map("app", {
      context: {
        app: { namespace: "com.x", name: "X", version: "2" },
        device: { type: "ios", id: "V-1", advertisingId: "A-1", adTrackingEnabled: false },
      },
      properties: { campaign_id: 7, is_retargeting: false, theme: "dark" },
    });
    expect(payload).toMatchObject({
      app: { app_id: "com.x", app_name: "X", app_version: "2" },
      ad: { campaign_id: "7", is_retargeting: false },
      user: { idfa: "A-1", idfv: "V-1", att_status: "DENIED" },
    });
    expect(omitted).toEqual(["properties.theme"]);
  });

  it("tells of a lead", () => {
    const { payload, omitted } = map("crm", {
      properties: { lead_id: "l-1", lead_event_source: "hub", campaign_id: 7 },
    });
    expect(payload.lead).toEqual({ lead_id: "l-1", lead_event_source: "hub" });
    expect(omitted).toEqual(["properties.campaign_id"]);
  });
});

it.each([0, 20_001])("takes code %i as delivered", async (number) => {
  await using vendor = await startVendor(() => code(number));
  const connection = tiktok(options(vendor.url)).connect();
  await connection.enqueue([trackEvent()], {});
  expect(await connection.flush()).toEqual({ delivered: 1, pending: 0 });
});

describe("tries again", () => {
  it.each<[string, VendorAnswer]>([
    ["when throttled under 200", code(40_100)],
    ["after an internal error under 200", code(50_000)],
    ["after a code that nobody knows", code(77_777)],
    ["after success under 500", code(0, 500)],
    ["after an invalid parameter under 500", code(40_002, 500)],
    ["after 503", { status: 503 }],
    ["after half an answer", "reset"],
  ])("%s", async (_, answer) => {
    let attempt = 0;
    await using vendor = await startVendor(() => (attempt++ === 0 ? answer : code(0)));
    const connection = tiktok(options(vendor.url)).connect();
    await connection.enqueue([trackEvent()], {});
    expect(await connection.flush()).toEqual({ delivered: 1, pending: 0 });
    expect(vendor.requests[0]!.json).toEqual(vendor.requests[1]!.json);
  });
});

describe("keeps everything", () => {
  it.each<[string, VendorAnswer]>([
    ["while it may not write", code(40_001)],
    ["while the token is refused", code(40_105)],
    ["when something else answers 200", { body: "<html>" }],
    ["when nothing is there", { status: 404 }],
  ])("%s", async (_, answer) => {
    await using vendor = await startVendor(() => answer);
    const connection = tiktok(options(vendor.url)).connect();
    await connection.enqueue([trackEvent()], {});
    expect(await connection.flush()).toEqual({ delivered: 0, pending: 1 });
    vendor.answer = () => code(0);
    await vi.waitFor(() => expect(connection.stats().delivered).toBe(1));
  });
});

it("gives up the erroneous event alone, for which the whole batch fails under 200", async () => {
  await using vendor = await startVendor((r) => code(idsOf(r).includes("bad") ? 40_002 : 0));
  const connection = tiktok(options(vendor.url)).connect();
  await connection.enqueue([...trackEvents(6), trackEvent({ eventId: "bad" })], {});
  expect(await connection.flush()).toEqual({ delivered: 6, pending: 0 });
  const [letter] = await connection.deadLetters();
  expect(letter).toMatchObject({
    event: { id: "bad" },
    reason: "answered 200, code 40002",
    answer: "from TikTok",
  });
});
