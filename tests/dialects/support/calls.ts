import type { StoredProductEvent } from "@peekjs/protocol";

/** A call of the Segment specification, as its clients take it. */
export interface Call {
  type: "identify" | "track" | "page" | "screen" | "group" | "alias";
  userId?: string;
  anonymousId?: string;
  event?: string;
  name?: string;
  category?: string;
  groupId?: string;
  previousId?: string;
  properties?: Record<string, unknown>;
  traits?: Record<string, unknown>;
  timestamp?: Date;
}

export const GIVEN_TIME = new Date("2026-01-02T03:04:05.678Z");

/** Every call once, with what is hard to carry. */
export const CALLS: readonly Call[] = [
  { type: "identify", userId: "u1", traits: { email: "a@example.com", plan: "pro" } },
  {
    type: "track",
    userId: "u1",
    event: "Order Completed",
    properties: { revenue: 49.99, nested: { a: [1, 2, { b: null }] } },
    timestamp: GIVEN_TIME,
  },
  {
    type: "page",
    anonymousId: "a1",
    name: "Home",
    category: "Docs",
    properties: { url: "https://shop.example/" },
  },
  { type: "screen", userId: "u1", name: "Main", properties: { dark: true } },
  { type: "group", userId: "u1", groupId: "g1", traits: { name: "Acme" } },
  { type: "alias", userId: "u1", previousId: "a1" },
  { type: "track", userId: "u1", event: "uni ✓ 日本 😀  ", properties: { ключ: "значение" } },
];

/** What must be kept of a call. */
export function expected(call: Call): Record<string, unknown> {
  const { category, properties } = call;
  const kept = Object.entries({
    ...call,
    ...(category !== undefined && { properties: { category, ...properties } }),
  }).filter(([field]) => field !== "category" && field !== "timestamp");
  return Object.fromEntries(kept);
}

/** Names of events in their order: `Item 01` and so on. */
export function items(first: number, last: number): string[] {
  return Array.from(
    { length: last - first + 1 },
    (_, index) => `Item ${String(first + index).padStart(2, "0")}`,
  );
}

const FIELDS = [
  "type",
  "event",
  "name",
  "userId",
  "anonymousId",
  "groupId",
  "previousId",
  "properties",
  "traits",
] as const;

/** What of a kept event a call has said; clients may add what is empty. */
export function said(event: StoredProductEvent): Partial<StoredProductEvent> {
  const given = FIELDS.filter((field) => {
    const value = event[field];
    return value !== undefined && (typeof value !== "object" || Object.keys(value).length > 0);
  });
  return Object.fromEntries(given.map((field) => [field, event[field]]));
}
