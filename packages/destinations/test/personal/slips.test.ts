import type { ProductEvent } from "@peekjs/protocol";
import { cpuTime } from "@peekjs/testing";
import { expect, it } from "vitest";
import { separate } from "../../src/personal/separate.ts";
import { trackEvent } from "../events.ts";

const left = (event: Partial<ProductEvent>): string =>
  JSON.stringify(separate(trackEvent(event)).event);

it.each<[string, Partial<ProductEvent>]>([
  [
    "a name that only the properties tell",
    { properties: { firstName: "Zaphod", note: "by Zaphod" } },
  ],
  [
    "a name deep in the user data",
    { userData: { user: { name: "Zaphod B" } }, event: "Hi Zaphod" },
  ],
  ["a part of a full name", { traits: { name: "Zaphod Beeble" }, properties: { note: "Zaphod!" } }],
  ["another given name", { userData: { firstName: ["Ada", "Zaphod"] }, event: "Met Zaphod" }],
  ["the name of the traits", { userData: { firstName: "Ada" }, traits: { firstName: "Zaphod" } }],
  ["a key of several words", { properties: { billing_first_name: "Zaphod" } }],
  ["a customer's name", { properties: { customerName: "Zaphod" } }],
  ["what an object gives as JSON", { properties: { by: { toJSON: () => "Zaphod@zaphod.test" } } }],
])("takes out %s", (_, event) => {
  expect(left(event)).not.toContain("Zaphod");
});

it.each<[string, Partial<ProductEvent>]>([
  [
    "in its national form",
    { userData: { phone: "+49 171 2345678" }, event: "Call 0171 / 2345678" },
  ],
  ["between other signs", { userData: { phone: "0171 2345678" }, event: "Call 0171·234·5678" }],
  ["of anybody, in its international form", { properties: { note: "call +49 171 2345678 now" } }],
  ["of anybody, under a key of several words", { properties: { contact_phone: "01712345678" } }],
  ["in a link", { properties: { link: "tel:+491712345678" } }],
  ["in a query that is no URL", { properties: { search: "?phone=01712345678&size=9" } }],
  ["in a fragment", { properties: { url: "https://x.test/#a=1&phone=01712345678" } }],
])("takes out a phone number %s", (_, event) => {
  expect(left(event).replaceAll(/[\s/·]/g, "")).not.toContain("1712345678");
});

it("keeps the rest of a query and of a URL as it was", () => {
  const properties = {
    search: "?phone=017123&size=9",
    url: "https://x.test/a%20b?size=9&email=a@b.cc&x=%20&firstName=Zaphod#top",
    referrer: "android-app://x.test/?email=a%40b.cc&x=1",
  };
  expect(separate(trackEvent({ properties })).event.properties).toEqual({
    search: "?size=9",
    url: "https://x.test/a%20b?size=9&x=%20#top",
    referrer: "android-app://x.test/?x=1",
  });
});

it("takes no product for a person", () => {
  const properties = {
    headphone: "in-ear",
    name: "Cup",
    product_name: "Mug",
    mobile: "iPhone",
    page_opened: "iPhone 17",
    number: 1_712_345_678,
    sum: "+12.50",
    at: "2026-01-02T03:04:05+0100",
    welcome_email: "B",
  };
  const { mobile: _, ...others } = properties;
  expect(separate(trackEvent({ properties })).event.properties).toEqual(others);
});

it("lets no contact pass as a place", () => {
  const userData = { city: "ada@example.com", zip: "+49 171 2345678", country: "FR" };
  const { person } = separate(trackEvent({ userData }));
  expect(person).toMatchObject({ city: undefined, zip: undefined, country: "FR" });
});

it.each([
  "?",
  "&",
  ";",
  "#",
  "a=",
  "&a",
  "&a=",
  "?a=1",
  "+1",
  "+1 ",
  "1-",
  "%",
  "%40",
  "@",
  "a@",
  "a@b.",
  "Zo",
])("takes time that grows no faster than a text of %j does", (unit) => {
  const note = `https://x.test/${unit.repeat(50_000)}x&email=a`;
  const userData = { firstName: "Zoe", phone: "+49 171 2345678" };
  expect(cpuTime(() => left({ userData, properties: { note } }))).toBeLessThan(2_000);
});

it.each<[string, Partial<ProductEvent>]>([
  ["e-mail addresses", { properties: { email: many(300_000, (i) => `a${i}@x.test`) } }],
  ["phone numbers", { userData: { phone: many(300_000, (i) => `0171${1_000_000 + i}`) } }],
  ["names", { traits: { name: many(300_000, (i) => `name${i}`).join(" ") } }],
  ["ids", { userData: { externalId: many(300_000, String) } }],
  ["values", { userData: { firstName: "Zoe" }, properties: { other: many(300_000, String) } }],
])("refuses an event of so many %s that looking for them all would take minutes", (_, event) => {
  expect(cpuTime(() => expect(() => left(event)).toThrow(RangeError))).toBeLessThan(2_000);
});

it("looks for 200 people in 20,000 values", () => {
  const names = many(200, (i) => `zaphod${i}`);
  const other = many(19_000, (i) => `text ${i}`);
  const event = { userData: { firstName: names }, properties: { other, note: "by Zaphod199" } };
  expect(cpuTime(() => expect(left(event)).not.toContain("Zaphod199"))).toBeLessThan(2_000);
});

function many(count: number, item: (index: number) => string): string[] {
  return Array.from({ length: count }, (_, index) => item(index));
}
