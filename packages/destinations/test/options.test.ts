import { consoleDestination, ga4, meta, otlp, reddit, tiktok, webhook } from "@peekjs/destinations";
import { ndjson } from "@peekjs/destinations/ndjson";
import type { Destination } from "@peekjs/protocol";
import { describe, expect, it } from "vitest";

type Make = (options: object) => Destination;

const MAKERS: Record<string, Make> = {
  meta: (options) => meta({ pixelId: "1", accessToken: "t", ...options }),
  ga4: (options) => ga4({ measurementId: "G-1", apiSecret: "s", ...options }),
  reddit: (options) => reddit({ pixelId: "1", conversionToken: "t", ...options }),
  tiktok: (options) => tiktok({ pixelCode: "C1", accessToken: "t", ...options }),
  webhook: (options) =>
    webhook({ url: "https://hooks.example", secret: `whsec_${"A".repeat(32)}`, ...options }),
  otlp: (options) => otlp({ endpoint: "https://otlp.example", ...options }),
  ndjson: (options) => ndjson({ path: "/nowhere/events.ndjson", ...options }),
  console: (options) => consoleDestination(options),
};

const UNKNOWN: [destination: string, option: string, meant: string][] = [
  ["meta", "testEventCodes", "testEventCode"],
  ["meta", "test_event_code", "testEventCode"],
  ["meta", "pixelID", "pixelId"],
  ["ga4", "validated", "validate"],
  ["reddit", "testID", "testId"],
  ["tiktok", "testEventcode", "testEventCode"],
  ["webhook", "header", "headers"],
  ["webhook", "personaldata", "personalData"],
  ["otlp", "compresion", "compression"],
  ["ndjson", "maxFile", "maxFiles"],
  ["console", "request", "requests"],
  ["console", "flushIntervall", "flushInterval"],
];

const REFUSED: [destination: string, option: string, value: unknown][] = [
  ["meta", "events", "purchase"],
  ["meta", "events", [7]],
  ["meta", "services", "shop"],
  ["meta", "consentCategories", "marketing"],
  ["meta", "filter", true],
  ["meta", "flushInterval", -1],
  ["meta", "maxQueueEvents", "many"],
  ["meta", "actionSource", "web"],
  ["reddit", "actionSource", "chat"],
  ["tiktok", "eventSource", "Web"],
  ["tiktok", "batchSize", 0],
  ["meta", "defaultCountry", "UK"],
  ["ga4", "defaultCountry", "Germany"],
  ["reddit", "defaultCountry", "+49"],
  ["tiktok", "defaultCountry", "XX"],
  ["meta", "limitedDataUse", "true"],
  ["reddit", "limitedDataUse", 1],
  ["tiktok", "limitedDataUse", "yes"],
  ["ga4", "consent", { adUserData: "DENIED" }],
  ["ga4", "consent", { ad_user_data: false }],
  ["ga4", "consent", true],
  ["webhook", "personalData", "none"],
  ["otlp", "personalData", "Drop"],
  ["otlp", "compression", "zstd"],
  ["console", "personalData", false],
];

const TAKEN: [destination: string, options: object][] = [
  ["meta", { actionSource: "PHYSICAL_STORE", defaultCountry: "gb", limitedDataUse: () => true }],
  ["meta", { events: [], services: ["shop"], consentCategories: [], filter: () => true }],
  ["ga4", { consent: { adUserData: false }, defaultCountry: "US" }],
  ["ga4", { consent: () => ({}) }],
  ["reddit", { actionSource: "app" }],
  ["tiktok", { eventSource: "crm", batchSize: 5_000, limitedDataUse: false }],
  ["otlp", { compression: "gzip", personalData: "keep" }],
];

describe("an option that cannot work", () => {
  it.each(REFUSED)("is refused by name: %s's %s %j", (destination, option, value) => {
    expect(() => MAKERS[destination]!({ [option]: value })).toThrow(
      expect.objectContaining({
        code: "PEEK_E_DESTINATION_OPTION",
        message: expect.stringContaining(`${option} `),
      }),
    );
  });

  it.each(TAKEN)("is none of %s's %o", (destination, options) => {
    expect(MAKERS[destination]!(options).kind).toBe(destination);
  });
});

describe("an option that a destination does not have", () => {
  it.each(UNKNOWN)("is refused with the names of all: %s's %s", (destination, option, meant) => {
    const problem = `The option ${option} of the destination "${destination}" does not exist; there are `;
    expect(() => MAKERS[destination]!({ [option]: "x" })).toThrow(
      expect.objectContaining({
        code: "PEEK_E_DESTINATION_OPTION",
        message: expect.stringMatching(new RegExp(`^${problem}.*\\b${meant}\\b`)),
      }),
    );
  });

  it.each(Object.keys(MAKERS))("may stand there without a value: %s", (destination) => {
    expect(MAKERS[destination]!({ colour: undefined }).kind).toBe(destination);
  });
});
