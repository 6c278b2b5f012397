import { expect, it } from "vitest";
import { mapGa4Event } from "../../src/ga4/event.ts";
import { trackEvent } from "../events.ts";

const NOW = Date.parse("2026-01-02T03:04:05.678Z");

const senderOf = (context: Record<string, unknown>): object =>
  mapGa4Event(
    trackEvent({ timestamp: NOW, context }),
    { id: "e-1", source: {}, now: NOW, settings: {} },
    { measurementId: "G-1", apiSecret: "s" },
  )!.payload.sender;

it("tells Google of a phone what a mobile library tells", () => {
  const context = {
    device: { type: "Android", manufacturer: "Google", model: "Pixel 9", name: "Ada's phone" },
    os: { name: "Android", version: "14" },
    screen: { width: 1080, height: 2340 },
    locale: "en-US",
    userAgent: "okhttp",
  };
  expect(senderOf(context)).toEqual({
    client_id: "user-7",
    user_id: "user-7",
    device: {
      category: "mobile",
      language: "en-US",
      screen_resolution: "1080x2340",
      operating_system: "Android",
      operating_system_version: "14",
      model: "Pixel 9",
      brand: "Google",
    },
  });
});

it("tells Google of a browser what its hints tell", () => {
  const brands = [
    { brand: "Not_A Brand", version: "99" },
    { brand: "Chromium", version: "142" },
    { brand: "Google Chrome", version: "142" },
  ];
  const context = { userAgent: "UA", userAgentData: { brands, mobile: false, platform: "macOS" } };
  expect(senderOf(context)).toMatchObject({
    device: {
      category: "desktop",
      operating_system: "macOS",
      browser: "Google Chrome",
      browser_version: "142",
    },
  });
});

it("leaves it to Google to read a user agent", () => {
  expect(senderOf({ userAgent: "UA", locale: "de" })).toEqual({
    client_id: "user-7",
    user_id: "user-7",
    user_agent: "UA",
  });
});

it.each([
  [
    { city: "Mountain View", region: "California", country: "United States" },
    { city: "Mountain View", region_id: "US-CA", country_id: "US" },
  ],
  [
    { region: "LND", country: "gb" },
    { region_id: "GB-LND", country_id: "GB" },
  ],
  [{ region: "Bavaria", country: "DEU" }, { country_id: "DE" }],
  [{ region: "DE-BY" }, { region_id: "DE-BY" }],
  [{ country: "Atlantis", region: "A" }, undefined],
  [{ city: "ada@example.com" }, undefined],
])("tells Google of the place %o", (location, told) => {
  expect(senderOf({ location })).toEqual({
    client_id: "user-7",
    user_id: "user-7",
    ...(told && { user_location: told }),
  });
});
