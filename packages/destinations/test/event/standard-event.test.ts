import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { trackEvent } from "../events.ts";
import { nameOf, type VendorName } from "./vendors.ts";

/** The e-commerce specification of Segment and RudderStack, with each vendor's own name; "" where it has none. */
const NAMES: [event: string, meta: string, ga4: string, reddit: string, tiktok: string][] = [
  ["Products Searched", "Search", "search", "SEARCH", "Search"],
  ["Product List Viewed", "ViewContent", "view_item_list", "VIEW_CONTENT", "ViewContent"],
  ["Product Clicked", "", "select_item", "", "ClickButton"],
  ["Product Viewed", "ViewContent", "view_item", "VIEW_CONTENT", "ViewContent"],
  ["Product Added", "AddToCart", "add_to_cart", "ADD_TO_CART", "AddToCart"],
  ["Product Removed", "", "remove_from_cart", "", ""],
  ["Cart Viewed", "", "view_cart", "", ""],
  [
    "Product Added to Wishlist",
    "AddToWishlist",
    "add_to_wishlist",
    "ADD_TO_WISHLIST",
    "AddToWishlist",
  ],
  ["Checkout Started", "InitiateCheckout", "begin_checkout", "", "InitiateCheckout"],
  ["Checkout Step Completed", "", "add_shipping_info", "", ""],
  ["Payment Info Entered", "AddPaymentInfo", "add_payment_info", "", "AddPaymentInfo"],
  ["Order Completed", "Purchase", "purchase", "PURCHASE", "Purchase"],
  ["Order Refunded", "", "refund", "", ""],
  ["Promotion Viewed", "", "view_promotion", "", ""],
  ["Promotion Clicked", "", "select_promotion", "", ""],
  ["Product Shared", "", "share", "", ""],
  ["Cart Shared", "", "share", "", ""],
  ["Signed Up", "CompleteRegistration", "sign_up", "SIGN_UP", "CompleteRegistration"],
  ["Signed In", "", "login", "", ""],
  ["Lead Generated", "Lead", "generate_lead", "LEAD", "Lead"],
  ["Form Submitted", "Lead", "generate_lead", "LEAD", "Lead"],
  ["Trial Started", "StartTrial", "start_trial", "", "StartTrial"],
  ["Subscription Created", "Subscribe", "subscribe", "", "Subscribe"],
];

const VENDOR_NAMES: VendorName[] = ["meta", "ga4", "reddit", "tiktok"];

describe.each(NAMES)("%s", (event, ...names) => {
  it.each(VENDOR_NAMES)("has its name at %s", (vendor) => {
    const expected = names[VENDOR_NAMES.indexOf(vendor)]!;
    expect(nameOf(vendor, trackEvent({ event }))).toBe(expected === "" ? event : expected);
  });
});

it.each([
  ["meta", "PageView"],
  ["ga4", "page_view"],
  ["reddit", "PAGE_VISIT"],
  ["tiktok", "Pageview"],
] as const)("is a page at %s", (vendor, name) => {
  expect(nameOf(vendor, trackEvent({ type: "page", event: undefined, name: "Home" }))).toBe(name);
});

it.each([
  ["meta", "Donate"],
  ["meta", "FindLocation"],
  ["tiktok", "PlaceAnOrder"],
  ["ga4", "view_search_results"],
] as const)("passes a name that is only %s's own", (vendor, event) => {
  expect(nameOf(vendor, trackEvent({ event }))).toBe(event);
});

it.each(["Purchase", "purchase", "COMPLETE_PAYMENT", "CompletePayment", "order completed"])(
  "takes %s for a purchase, as each vendor calls it",
  (event) => {
    expect(VENDOR_NAMES.map((vendor) => nameOf(vendor, trackEvent({ event })))).toEqual([
      "Purchase",
      "purchase",
      "PURCHASE",
      "Purchase",
    ]);
  },
);

describe("the table of the README", () => {
  const readme = readFileSync(join(import.meta.dirname, "../../README.md"), "utf8");
  const rows = Array.from(readme.matchAll(/^\| ([A-Z].*?) +\|(.*)\|$/gm), ([, events, cells]) => ({
    events: events!.split(/, (?=[A-Z])/),
    cells: cells!
      .split("|")
      .map((cell) => Array.from(cell.matchAll(/`(.+?)`/g), ([, name]) => name!)),
  })).filter(({ events }) => NAMES.some(([event]) => event === events[0]));

  it("has rows", () => {
    expect(rows.length).toBeGreaterThan(10);
  });

  it.each(rows)("says what becomes of $events", ({ events, cells }) => {
    for (const [index, vendor] of VENDOR_NAMES.entries()) {
      const names = events.map((event) => nameOf(vendor, trackEvent({ event })));
      const expected = cells[index]!.length === 0 ? events : cells[index]!;
      expect([...new Set(names)]).toEqual(expected);
    }
  });
});
