import { ga4, meta, otlp, reddit, tiktok, webhook } from "@peekjs/destinations";
import type { Destination, ProductEvent } from "@peekjs/protocol";
import { startVendor, type Vendor } from "@peekjs/testing";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

/** Each with what makes its vendor's server take everything. */
const DESTINATIONS: Record<string, (endpoint: string) => Destination> = {
  meta: (endpoint) => meta({ pixelId: "1", accessToken: "t", endpoint }),
  ga4: (endpoint) => ga4({ measurementId: "G-1", apiSecret: "s", endpoint }),
  reddit: (endpoint) => reddit({ pixelId: "1", conversionToken: "t", endpoint }),
  tiktok: (endpoint) => tiktok({ pixelCode: "1", accessToken: "t", endpoint }),
  webhook: (url) => webhook({ url, secret: `whsec_${"A".repeat(32)}` }),
  otlp: (endpoint) => otlp({ endpoint }),
};

/** Letters that occur in no vocabulary of a vendor. */
const name = fc
  .string({ unit: fc.constantFrom(...Array.from("qxzjŽßéŒ정")), minLength: 3, maxLength: 10 })
  .map((text) => `Zq${text}`);
const phone = fc
  .tuple(fc.constantFrom("+1 ", "+49", "0049 ", ""), fc.integer({ min: 2e9, max: 9e9 }))
  .map(([prefix, digits]) => prefix + String(digits));
const person = fc.record({
  email: fc.emailAddress({ size: "small" }),
  phone,
  firstName: name,
  lastName: fc.oneof(
    name,
    fc.tuple(name, fc.constantFrom("'", "-", " ", "."), name).map((parts) => parts.join("")),
  ),
});
type Person = typeof person extends fc.Arbitrary<infer Value> ? Value : never;

/** Somewhere in a text, as apps let personal data slip in. */
const hidden = (known: Person): fc.Arbitrary<string> =>
  fc
    .tuple(
      fc.constantFrom(...Object.values(known)),
      fc.constantFrom(
        (raw: string) => raw,
        (raw: string) => raw.toUpperCase(),
        (raw: string) => `Dear ${raw}, welcome`,
        (raw: string) => encodeURIComponent(raw),
        (raw: string) => `https://x.test/account?u=${encodeURIComponent(raw)}&keep=1`,
        (raw: string) =>
          `https://x.test/${encodeURIComponent(raw)}/orders#${encodeURIComponent(raw)}`,
        (raw: string) => `?q=1&by=${encodeURIComponent(raw)}`,
      ),
    )
    .map(([raw, disguise]) => disguise(raw));

const leaky = person.chain((known) => {
  const text = hidden(known);
  const anything = fc.oneof(text, fc.record({ deep: fc.array(text, { maxLength: 2 }) }));
  return fc.record({
    known: fc.constant(known),
    event: fc.record<ProductEvent>({
      type: fc.constantFrom("track", "page"),
      event: fc.oneof(fc.constant("Order Completed"), text),
      name: text,
      userId: fc.oneof(fc.constant("user-7"), text),
      anonymousId: text,
      timestamp: fc.constant(Date.now()),
      messageId: fc.oneof(fc.uuid(), text),
      eventId: fc.option(text, { nil: undefined }),
      integrations: fc.record({ GA4: fc.record({ clientId: text, sessionId: text }) }),
      userData: fc.constantFrom<Record<string, unknown>>(
        known,
        { em: known.email, ph: [known.phone], fn: known.firstName, ln: known.lastName },
        { ...known, fbp: known.email, ttclid: known.phone, other: known },
        { user: known, city: known.email, zip: known.phone },
        { ...known, firstName: ["Ada", known.firstName], name: `Ada ${known.lastName}` },
      ),
      properties: fc
        .dictionary(fc.oneof(text, fc.string()), anything, { maxKeys: 4 })
        .map((own) => ({ value: 1, currency: "EUR", email: known.email, products: [own], ...own })),
      context: fc.record({
        userAgent: text,
        page: fc.record({ url: text, referrer: text, title: text }),
        traits: fc.constantFrom({}, known, { name: `${known.firstName} ${known.lastName}` }),
        campaign: fc.record({ fbclid: text }),
      }),
      traits: fc.constantFrom<Record<string, unknown>>({}, known, { address: known }),
    }),
  });
});

/** Folded so that no case and no separator hides anything. */
const fold = (text: string): string => text.toLowerCase().replaceAll(/[\s'.-]/g, "");

function leaksOf(sent: string, known: Person): string[] {
  const decoded = fold(`${sent} ${safeDecode(sent)}`);
  const digits = known.phone.replaceAll(/\D/g, "").replace(/^0+/, "");
  const { email, firstName, lastName } = known;
  return [fold(email), fold(firstName), fold(lastName), digits].filter((raw) =>
    decoded.includes(raw),
  );
}

function safeDecode(text: string): string {
  return text.replaceAll(/(?:%[0-9a-f]{2})+/gi, (escaped) => {
    try {
      return decodeURIComponent(escaped);
    } catch {
      return escaped;
    }
  });
}

describe.each(Object.keys(DESTINATIONS))("%s", (kind) => {
  let vendor: Vendor;
  beforeAll(async () => {
    vendor = await startVendor(({ json }) => ({
      body: { code: 0, events_received: json?.data?.length },
    }));
  });
  afterAll(() => vendor.close());

  it("lets no raw e-mail, phone or name leave, wherever in an event it stands", async () => {
    const run = fc.asyncProperty(fc.array(leaky, { minLength: 4, maxLength: 4 }), async (cases) => {
      const before = vendor.requests.length;
      const connection = DESTINATIONS[kind]!(vendor.url).connect();
      await connection.enqueue(
        cases.map(({ event }) => event),
        {},
      );
      await connection.flush();
      const { accepted, delivered, dead } = connection.stats();
      expect(delivered + dead).toBe(accepted);
      const sent = vendor.requests
        .slice(before)
        .map(({ headers, path, query, body }) =>
          JSON.stringify([headers, path, query.toString(), body]),
        );
      const all = [...sent, JSON.stringify([await connection.deadLetters(), connection.stats()])];
      for (const { known } of cases) expect(leaksOf(all.join(), known)).toEqual([]);
    });
    await fc.assert(run, { numRuns: 12 });
  });
});
