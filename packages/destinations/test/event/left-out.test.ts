import type { ProductEvent } from "@peekjs/protocol";
import { describe, expect, it } from "vitest";
import { trackEvent } from "../events.ts";
import { NOW, VENDORS, type VendorName } from "./vendors.ts";

const EVERY = ["meta", "ga4", "reddit", "tiktok"] as const;

const omitted = (vendor: VendorName, event: Partial<ProductEvent>): readonly string[] =>
  VENDORS[vendor](trackEvent({ event: "Order Completed", timestamp: NOW, ...event })).omitted!;

const sent = (vendor: VendorName, event: Partial<ProductEvent>): any =>
  VENDORS[vendor](trackEvent({ event: "Order Completed", timestamp: NOW, ...event })).payload;

describe.each(EVERY)("%s is said not to get", (vendor) => {
  it("items beyond 200, and those that are none", () => {
    const products = Array.from({ length: 201 }, (_, index) => ({ id: `p${index}` }));
    expect(omitted(vendor, { properties: { products } })).toContain(
      "properties.products (in part)",
    );
    const odd = [{ id: "p1" }, null, true];
    expect(omitted(vendor, { properties: { items: odd } })).toContain("properties.items (in part)");
  });

  it("what of a person is none", () => {
    const userData = { email: "nobody", phone: "12", firstName: "Ada", country: "Atlantis" };
    expect(omitted(vendor, { userData })).toEqual(
      expect.arrayContaining(["userData.email", "userData.phone", "userData.country"]),
    );
  });
});

it.each([
  ["meta", ["userData.fullName", "userData.street"]],
  ["ga4", ["userData.fullName", "userData.birthday", "userData.gender"]],
  ["tiktok", ["userData.fullName", "userData.birthday", "userData.gender", "userData.street"]],
] as const)("says what of a person %s has no place for", (vendor, fields) => {
  const userData = {
    firstName: "Ada",
    name: "Ada Lovelace",
    birthday: "1985-12-10",
    gender: "f",
    street: "St James's Square",
    city: "London",
    zip: "SW1Y",
    country: "GB",
  };
  expect(omitted(vendor, { userData }).toSorted()).toEqual([...fields].toSorted());
});

it("says that Google gets nothing of a person without the id of a user", () => {
  const event = { userId: undefined, anonymousId: "a-1", userData: { email: "ada@example.com" } };
  expect(omitted("ga4", event)).toEqual(["userData.email"]);
});

it("loses no second value under another name of the same", () => {
  const properties = { total: 25, revenue: 20, currency: "EUR" };
  expect(sent("meta", { properties }).custom_data).toMatchObject({ value: 25, revenue: 20 });
  expect(sent("ga4", { properties }).event.params).toMatchObject({ value: 25, revenue: 20 });
  expect(omitted("reddit", { properties })).toEqual(["properties.revenue"]);
  expect(omitted("tiktok", { properties })).toEqual(["properties.revenue"]);
});

it("loses no second id of an item", () => {
  const properties = { products: [{ product_id: "507", sku: "G-32", price: "x" }] };
  expect(sent("ga4", { properties }).event.params.items).toEqual([{ item_id: "507", sku: "G-32" }]);
  expect(omitted("ga4", { properties })).toEqual(["properties.products[].price"]);
  for (const vendor of ["meta", "reddit", "tiktok"] as const) {
    expect(omitted(vendor, { properties }).toSorted()).toEqual([
      "properties.products[].price",
      "properties.products[].sku",
    ]);
  }
});

it("says which items Meta cannot have without an id, and what of those it can", () => {
  const products = [{ id: "p1", name: "Cup", category: "ware" }, { name: "Mug" }];
  expect(omitted("meta", { properties: { products } }).toSorted()).toEqual([
    "properties.products (in part)",
    "properties.products[].category",
    "properties.products[].name",
  ]);
});

it("says what TikTok knows and does not take as it is told", () => {
  const properties = { content_type: "service", num_items: "many", delivery_category: "moon" };
  expect(omitted("tiktok", { properties }).toSorted()).toEqual([
    "properties.content_type",
    "properties.delivery_category",
    "properties.num_items",
  ]);
});

it("says what would have the same name at Google, and what of an item was cut", () => {
  const products = [{ id: "p".repeat(101), "a b": 1, a_b: 2 }];
  const properties = { "c d": 1, c_d: 2, products };
  const traits = { "e f": 1, e_f: 2 };
  expect(omitted("ga4", { properties, traits }).toSorted()).toEqual([
    "properties.c_d",
    "properties.products[].a_b",
    "properties.products[].id (cut)",
    "traits.e_f",
  ]);
});
