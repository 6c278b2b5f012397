import type { ProductEvent } from "@peekjs/protocol";
import fc from "fast-check";
import { expect, it } from "vitest";
import { separate } from "../../src/personal/separate.ts";
import { trackEvent } from "../events.ts";

const left = (event: Partial<ProductEvent>): string =>
  JSON.stringify(separate(trackEvent(event)).event);

it.each<[string, Record<string, unknown>]>([
  ["beside a percent sign of its own", { url: "https://x.test/?off=100%&u=Zo%C3%AB" }],
  ["in Latin-1", { url: "https://x.test/?u=Zo%EB&x=1" }],
  ["encoded three times", { url: "https://x.test/?a=%2F%3Fb%3D%252F%253Fc%253DZo%2525C3%2525AB" }],
  ["without its accent", { url: "https://x.test/u/zoe/orders" }],
  ["in wide letters", { note: "by Ｚｏｅ" }],
  ["in JSON", { body: '{"by":"Zo\\u00eb"}' }],
  ["escaped in a name", { '{"by":"Zo\\u00eb"}': 1 }],
  ["as one word with the other", { note: "zoebeeblebrox", other: "BeeblebroxZoë" }],
])("takes out a name %s", (_, properties) => {
  const userData = { firstName: "Zoë", lastName: "Beeblebrox" };
  expect(left({ userData, properties })).not.toMatch(/Zo(?:ë|e|%|\\)|Ｚｏｅ|beeblebrox/i);
});

it.each([
  ["山田", "太郎", "山田太郎さんのページ"],
  ["민수", "정", "정민수님 환영합니다"],
  ["伟", "王", "王伟先生的订单"],
  ["สมชาย", "ใจดี", "สวัสดีคุณสมชาย"],
])("takes out %s %s where no space stands around it", (firstName, lastName, note) => {
  expect(left({ userData: { firstName, lastName }, properties: { note } })).not.toContain(note);
});

it.each<[string, Partial<ProductEvent>]>([
  ["a customer's", { properties: { customer: { name: "Zaphod Beeblebrox" } } }],
  ["each passenger's", { properties: { passengers: [{ name: "Zaphod" }], note: "Zaphod" } }],
  ["that of an address", { properties: { billing_address: { name: "Zaphod" } } }],
  ["of parts", { userData: { name: { first: "Zaphod" } }, properties: { note: "Zaphod" } }],
  ["of a directory", { userData: { name: { givenName: "Zaphod" } }, event: "Met Zaphod" }],
  ["of an identity provider", { userData: { given_name: "Zaphod" }, event: "Met Zaphod" }],
  ["a middle one", { traits: { middleName: "Zaphod" } }],
  ["shown elsewhere", { traits: { displayName: "Zaphod" }, event: "Met Zaphod" }],
  ["of JSON in a text", { properties: { body: '[{"firstName":"Zaphod"}]', note: "Zaphod" } }],
])("takes out a name: %s", (_, event) => {
  expect(left(event)).not.toContain("Zaphod");
});

it.each<[string, Partial<ProductEvent>]>([
  ["of a directory", { userData: { phones: [{ value: "01712345678", type: "home" }] } }],
  ["of another key", { userData: { telephone: "01712345678" } }],
  ["of an encoded parameter", { properties: { note: "/a?next=%2Fb%3Fphone%3D01712345678%26x" } }],
  ["of JSON", { properties: { body: '{"a":[{"phone":"01712345678"}]}' } }],
])("takes out a phone number %s", (_, event) => {
  const properties = { other: "0171 2345678, ０１７１２３４５６７８", ...event.properties };
  const isTold = event.userData !== undefined;
  const shown = left({ ...event, properties: isTold ? properties : event.properties });
  expect(shown.replaceAll(/[\s０-９]/g, "")).not.toContain("1712345678");
  if (isTold) expect(shown).not.toContain("０");
});

it("takes out an address of e-mail in wide letters", () => {
  expect(left({ properties: { note: "ada＠example．com" } })).not.toContain("ada");
});

it("reads a person under any spelling of the keys, and of lists of values", () => {
  const userData = {
    Email: "ada@example.com",
    emails: [{ value: "a@b.cc", primary: true }],
    given_name: "Ada",
    "last-name": "Lovelace",
    telephone: "+49 171 2345678",
  };
  expect(separate(trackEvent({ userData })).person).toMatchObject({
    emails: ["ada@example.com", "a@b.cc"],
    firstName: "Ada",
    lastName: "Lovelace",
    phones: ["+49 171 2345678"],
  });
});

it("keeps a group's name and place, and takes out its contacts", () => {
  const traits = { name: "Initech", city: "Austin", email: "ada@example.com", seats: 7 };
  const { event, person } = separate(trackEvent({ type: "group", groupId: "g-1", traits }));
  expect(event.traits).toEqual({ name: "Initech", city: "Austin", seats: 7 });
  expect(person.emails).toEqual([]);
});

it("keeps JSON in a text as it was, without what is personal in it", () => {
  const plain = ' {"order": 9007199254740993, "a": [1.0, "x:\\"y"]} ';
  const properties = { plain, told: '{"a":1,"email":"a@b.cc"}', bad: "{a" };
  const { event, omitted } = separate(trackEvent({ properties }));
  expect(event.properties).toEqual({ plain, told: '{"a":1}', bad: "{a" });
  expect(omitted).toEqual(["properties.told.email"]);
});

it.each([
  ['{"constructor":"ada@example.com","a":1}', '{"a":1}'],
  ['{"__proto__":{"phone":"01712345678"},"a":1}', '{"a":1}'],
  ['{"note":"ada@example.com", "note":"x"}', '{"note":"x"}'],
  ['[{"a":"\\u0061da@example.com","a":1}]', '[{"a":1}]'],
])("lets nothing that a parser passes over leave in %s", (told, cleaned) => {
  const { event, omitted } = separate(trackEvent({ properties: { told } }));
  expect(event.properties).toEqual({ told: cleaned });
  expect(omitted).toEqual(["properties.told (in part)"]);
});

it("takes out JSON that is nested beyond any use", () => {
  const { event } = separate(
    trackEvent({ properties: { deep: "[".repeat(1e5) + "]".repeat(1e5) } }),
  );
  expect(JSON.stringify(event.properties).length).toBeLessThan(100);
});

it("lets no address leave in JSON with members of any names, said once or twice", () => {
  const key = fc.constantFrom("a", "note", "__proto__", "constructor", "prototype", "email", " ");
  const value = fc.constantFrom("x", "ada@example.com", "\u0061da@example.com", {
    to: "ada@example.com",
  });
  const text = fc
    .array(fc.tuple(key, value), { minLength: 1, maxLength: 5 })
    .map((members) => members.map((pair) => pair.map((part) => JSON.stringify(part)).join(": ")))
    .map((members) => `{${members.join(", ")}}`);
  fc.assert(
    fc.property(text, (told) => {
      expect(left({ properties: { told } })).not.toContain("ada");
    }),
  );
});

it("says which texts it kept in part", () => {
  const properties = { url: "https://x.test/?email=a%40b.cc&size=9" };
  const { event, omitted } = separate(trackEvent({ properties }));
  expect(event.properties).toEqual({ url: "https://x.test/?size=9" });
  expect(omitted).toEqual(["properties.url (in part)"]);
});
