import type { ProductEvent } from "@peekjs/protocol";
import { describe, expect, it } from "vitest";
import { readCommerce } from "../../src/event/commerce.ts";
import { countItems } from "../../src/event/items.ts";
import { trackEvent } from "../events.ts";
import { NOW, VENDORS, type VendorName } from "./vendors.ts";

const ORDER = trackEvent({
  event: "Order Completed",
  timestamp: NOW,
  properties: {
    order_id: "o-1",
    total: 0,
    revenue: 5,
    currency: "usd",
    coupon: "SPRING",
    tax: 1,
    shipping: 2,
    products: [
      {
        product_id: "p1",
        name: "Cup",
        price: 0,
        quantity: 2,
        coupon: "CUP",
        position: 3,
        url: "/p1",
      },
      { sku: "p2", price: "9.50" },
    ],
  },
});

const map = (vendor: VendorName, event: ProductEvent, options = {}): any => {
  const { payload, ...rest } = VENDORS[vendor](event, {}, options);
  return { ...rest, payload: JSON.parse(JSON.stringify(payload)) as unknown };
};

describe("an order", () => {
  it("is custom data at Meta, with what else it tells", () => {
    expect(map("meta", ORDER).payload.custom_data).toEqual({
      order_id: "o-1",
      value: 0,
      revenue: 5,
      currency: "USD",
      coupon: "SPRING",
      tax: 1,
      shipping: 2,
      content_ids: ["p1", "p2"],
      contents: [
        { id: "p1", quantity: 2, item_price: 0 },
        { id: "p2", quantity: 1, item_price: 9.5 },
      ],
      content_type: "product",
      num_items: 3,
    });
  });

  it("is parameters and items at GA4, with what else the items tell", () => {
    expect(map("ga4", ORDER).payload.event.params).toEqual({
      transaction_id: "o-1",
      value: 0,
      revenue: 5,
      currency: "USD",
      coupon: "SPRING",
      tax: 1,
      shipping: 2,
      items: [
        {
          item_id: "p1",
          item_name: "Cup",
          price: 0,
          quantity: 2,
          coupon: "CUP",
          index: 3,
          url: "/p1",
        },
        { item_id: "p2", price: 9.5 },
      ],
    });
  });

  it("is metadata at Reddit, which has no place for the rest", () => {
    const { payload, omitted } = map("reddit", ORDER);
    expect(payload.metadata).toEqual({
      conversion_id: "e-1",
      value: 0,
      currency: "USD",
      item_count: 3,
      products: [
        { id: "p1", name: "Cup", quantity: 2, item_price: 0 },
        { id: "p2", item_price: 9.5 },
      ],
    });
    expect(omitted.toSorted()).toEqual([
      "properties.coupon",
      "properties.order_id",
      "properties.products[].coupon",
      "properties.products[].position",
      "properties.products[].url",
      "properties.revenue",
      "properties.shipping",
      "properties.tax",
    ]);
  });

  it("is properties at TikTok, which has no place for the rest", () => {
    const { payload, omitted } = map("tiktok", ORDER);
    expect(payload.properties).toEqual({
      order_id: "o-1",
      value: 0,
      currency: "USD",
      content_type: "product",
      contents: [
        { content_id: "p1", content_name: "Cup", price: 0, quantity: 2 },
        { content_id: "p2", price: 9.5 },
      ],
    });
    expect(omitted).toContain("properties.coupon");
    expect(omitted).toContain("properties.products[].url");
  });
});

it("says of one product's properties only what has no place", () => {
  const properties = { product_id: "p1", name: "Cup", category: "ware", price: 2, variant: "red" };
  const event = trackEvent({ event: "Product Viewed", timestamp: NOW, properties });
  expect(map("reddit", event).omitted).toEqual(["properties.variant"]);
  expect(map("tiktok", event).omitted).toEqual(["properties.variant"]);
  expect(map("ga4", event).omitted).toEqual([]);
  expect(map("meta", event).payload.custom_data).toEqual({
    value: 2,
    content_ids: ["p1"],
    contents: [{ id: "p1", quantity: 1, item_price: 2 }],
    content_type: "product",
    content_name: "Cup",
    content_category: "ware",
    num_items: 1,
    variant: "red",
  });
});

it("lets an app say what it could be told from nothing", () => {
  const properties = {
    content_type: "product_group",
    num_items: 7,
    delivery_category: "Curbside",
    predicted_ltv: 30,
    products: [
      { id: "g1", delivery_category: "in_store" },
      { id: "g2", delivery_category: "moon" },
    ],
  };
  const event = trackEvent({ event: "Product List Viewed", timestamp: NOW, properties });
  expect(map("meta", event).payload.custom_data).toMatchObject({
    content_type: "product_group",
    num_items: 7,
    delivery_category: "curbside",
    predicted_ltv: 30,
    contents: [{ id: "g1", delivery_category: "in_store" }, { id: "g2" }],
  });
  expect(map("meta", event).omitted).toEqual(["properties.products[].delivery_category"]);
  expect(map("tiktok", event).payload.properties).toMatchObject({
    content_type: "product_group",
    num_items: 7,
    delivery_category: "curbside",
    predicted_ltv: 30,
  });
});

it("says what of items Meta does not get, though none of them has an id", () => {
  const cup = { name: "Cup", price: 5, delivery_category: "in_store" };
  const order = (properties: object): ProductEvent =>
    trackEvent({ event: "Product Added", timestamp: NOW, properties: { ...properties } });
  const none = map("meta", order({ items: [cup, { ...cup, name: "Mug" }] }));
  expect(none.payload.custom_data).toEqual({ num_items: 2 });
  expect(none.omitted).toEqual(["properties.items[].name", "properties.items (in part)"]);
  const one = map("meta", order({ items: [cup, { ...cup, id: "c1" }] }));
  expect(one.payload.custom_data.contents).toEqual([
    { id: "c1", quantity: 1, item_price: 5, delivery_category: "in_store" },
  ]);
  expect(one.omitted).toEqual(["properties.items[].name", "properties.items (in part)"]);
});

it("says what Meta gets another value of, under its own name", () => {
  const properties = {
    products: [{ id: "c1" }],
    contents: [{ id: "c2", delivery_category: "curbside" }],
    query: "cups",
    search_string: "mugs",
  };
  const event = trackEvent({ event: "Products Searched", timestamp: NOW, properties });
  const { payload, omitted } = map("meta", event);
  expect(payload.custom_data).toMatchObject({
    contents: [{ id: "c1" }],
    search_string: "cups",
  });
  expect(omitted).toEqual(["properties.contents", "properties.search_string"]);
});

it("calls at GA4 what the e-commerce specification calls otherwise", () => {
  const properties = {
    payment_method: "Visa",
    shipping_method: "Fedex",
    list_id: "hot",
    share_via: "x",
  };
  const event = trackEvent({ event: "Payment Info Entered", timestamp: NOW, properties });
  expect(map("ga4", event).payload.event.params).toEqual({
    payment_type: "Visa",
    shipping_tier: "Fedex",
    item_list_id: "hot",
    method: "x",
  });
});

it("keeps GA4's bounds of an item's own parameters, and says what it left out", () => {
  const more = Object.fromEntries(
    Array.from({ length: 12 }, (_, index) => [`own_${index}`, index]),
  );
  const products = [{ id: "p1", ...more, ga_x: 1, nested: {} }];
  const event = trackEvent({ event: "Product Viewed", timestamp: NOW, properties: { products } });
  const { payload, omitted } = map("ga4", event);
  expect(Object.keys(payload.event.params.items[0])).toHaveLength(11);
  expect(omitted).toEqual([
    "properties.products[].own_10",
    "properties.products[].own_11",
    "properties.products[].ga_x",
    "properties.products[].nested",
  ]);
});

it("reads a price times a quantity without what floats add", () => {
  expect(readCommerce({ price: 19.99, quantity: 3 }).value).toBe(59.97);
  expect(readCommerce({ price: 0.1, quantity: 3 }).value).toBe(0.3);
  expect(readCommerce({ price: 0, quantity: 3 }).value).toBe(0);
});

it("takes sums beyond all numbers for none", () => {
  expect(readCommerce({ price: 1e308, quantity: 1e308 }).value).toBeUndefined();
  expect(countItems([{ quantity: 1e308 }, { quantity: 1e308 }])).toBeUndefined();
});

it.each(["meta", "ga4", "reddit", "tiktok"] as const)(
  "sends %s whole numbers for times",
  (vendor) => {
    const context = { page: { url: "https://x.test/?fbclid=a" }, userAgent: "UA" };
    const { payload } = map(vendor, { ...ORDER, timestamp: NOW - 0.0625, context });
    const { event_time, event_at, event } = payload;
    expect(event_time ?? event_at ?? event.timestamp_micros).toSatisfy(Number.isInteger);
    if (vendor === "meta") expect(payload.user_data.fbc).toBe(`fb.1.${NOW - 1}.a`);
  },
);

it("sends Reddit whole quantities alone", () => {
  const products = [
    { id: "p1", quantity: 1.5 },
    { id: "p2", quantity: -1 },
    { id: "p3", quantity: 2 },
  ];
  const event = trackEvent({ event: "Order Completed", timestamp: NOW, properties: { products } });
  const { payload, omitted } = map("reddit", event);
  expect(payload.metadata).toMatchObject({
    products: [{ id: "p1" }, { id: "p2" }, { id: "p3", quantity: 2 }],
    item_count: 4,
  });
  expect(omitted).toEqual(["properties.products[].quantity"]);
});

it.each(["meta", "ga4", "reddit", "tiktok"] as const)(
  "sends %s no currency and value that are none, and says so",
  (vendor) => {
    const properties = { currency: "EURO", value: "a lot", revenue: {} };
    const event = trackEvent({ event: "Product Added", timestamp: NOW, properties });
    const { payload, omitted } = map(vendor, event);
    expect(JSON.stringify(payload)).not.toMatch(/EURO|a lot/);
    expect(omitted.toSorted()).toEqual([
      "properties.currency",
      "properties.revenue",
      "properties.value",
    ]);
  },
);
