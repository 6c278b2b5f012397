import { createPeek, type TrackInput } from "@peekjs/core";
import { ga4, meta, otlp, reddit, tiktok, webhook } from "@peekjs/destinations";
import { startVendor, type VendorRequest } from "@peekjs/testing";
import fc from "fast-check";
import { expect, it } from "vitest";
import { SECRET } from "./support.ts";

const email = fc
  .tuple(fc.stringMatching(/^[a-z][a-z0-9.+_-]{2,12}$/), fc.constantFrom("example.com", "xn.test"))
  .map(([local, domain]) => `${local.replaceAll("..", ".").replace(/\.$/, "x")}@${domain}`);

/** Somewhere in a text, as apps let an address slip in. */
const slipped = (address: string): fc.Arbitrary<string> =>
  fc.constantFrom(
    address,
    address.toUpperCase(),
    `Dear ${address}, welcome`,
    encodeURIComponent(address),
    `https://x.test/a?to=${encodeURIComponent(address)}#${address}`,
  );

const calls = email.chain((address) => {
  const text = slipped(address);
  const anything = fc.oneof(text, fc.array(text, { maxLength: 2 }), fc.record({ deep: text }));
  const fields = fc.dictionary(fc.oneof(text, fc.string()), anything, { maxKeys: 3 });
  return fc.record({
    address: fc.constant(address),
    call: fc.constantFrom("track", "page", "identify" as const),
    input: fc.record<TrackInput & { name: string; traits: Record<string, unknown> }>({
      event: fc.oneof(fc.constant("Order Completed"), text),
      name: text,
      userId: fc.oneof(fc.constant("u-7"), text),
      anonymousId: text,
      eventId: text,
      properties: fields.map((own) => ({ revenue: 1, currency: "EUR", email: address, ...own })),
      traits: fields.map((own) => ({ email: address, ...own })),
      userData: fields.map((own) => ({ em: [address], ...own })),
      context: fc.record({ page: fc.record({ url: text, title: text }), traits: fields }),
    }),
  });
});

it("lets no raw e-mail address out of the app, wherever it is in a call", async () => {
  await using vendor = await startVendor(({ json }) => ({
    body: { code: 0, message: "OK", events_received: json?.data?.length },
  }));
  const endpoint = vendor.url;
  await using client = createPeek({
    destinations: [
      meta({ pixelId: "1", accessToken: "t", endpoint }),
      ga4({ measurementId: "G-1", apiSecret: "s", endpoint }),
      reddit({ pixelId: "1", conversionToken: "t", endpoint }),
      tiktok({ pixelCode: "1", accessToken: "t", endpoint }),
      webhook({ url: endpoint, secret: SECRET }),
      otlp({ endpoint, compression: "none" }),
    ],
  });
  let checked = 0;
  const property = fc.asyncProperty(
    fc.array(calls, { minLength: 1, maxLength: 5 }),
    async (all) => {
      for (const { call, input } of all) client[call](input);
      const { destinations = {} } = await client.flush();
      for (const [name, { pending }] of Object.entries(destinations)) {
        expect(`${name}: ${pending}`).toBe(`${name}: 0`);
      }
      for (const request of vendor.requests.slice(checked)) {
        const sent = readable(request);
        for (const { address } of all) expect(sent).not.toContain(address);
      }
      checked = vendor.requests.length;
    },
  );
  await fc.assert(property, { numRuns: 60 });
  expect(checked).toBeGreaterThan(100);
});

/** All that a vendor could read, in lower case and with nothing encoded. */
function readable({ path, query, headers, body }: VendorRequest): string {
  const text = JSON.stringify([path, query.toString(), headers, body]).toLowerCase();
  return text.replaceAll(/(?:%[0-9a-f]{2})+/g, (encoded) => {
    try {
      return decodeURIComponent(encoded);
    } catch {
      return encoded;
    }
  });
}
