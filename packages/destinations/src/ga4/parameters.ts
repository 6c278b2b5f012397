import { truncate } from "@peekjs/protocol";
import type { Commerce, Item } from "../event/commerce.ts";
import { COMMERCE_PROPERTIES } from "../event/commerce.ts";
import type { Surroundings } from "../event/surroundings.ts";
import { compact } from "../event/values.ts";

import { ga4ParameterName } from "./names.ts";

const MOST_PARAMETERS = 25;
const LONGEST_VALUE = 100;

/** Parameters of Google's own that may be longer. */
const LONGEST: ReadonlyMap<string, number> = new Map([
  ["page_location", 1_000],
  ["page_referrer", 420],
  ["page_title", 300],
]);

/**
 * An event's parameters, strictly as GA4 allows them: at most 25, texts and numbers alone, cut to their limits.
 *
 * @param omitted told what is left out
 * @see https://developers.google.com/analytics/devguides/collection/protocol/ga4/sending-events#limitations
 */
export function ga4Parameters(
  properties: Record<string, unknown> | undefined,
  commerce: Commerce,
  surroundings: Surroundings,
  session: { id: string | undefined; engagementMs: number | undefined },
  omitted: string[],
): Record<string, unknown> {
  const known = compact({
    session_id: session.id,
    engagement_time_msec: session.engagementMs,
    page_location: surroundings.url,
    page_referrer: surroundings.referrer,
    page_title: surroundings.title,
    transaction_id: commerce.orderId,
    value: commerce.value,
    currency: commerce.currency,
    coupon: commerce.coupon,
    tax: commerce.tax,
    shipping: commerce.shipping,
    search_term: commerce.query,
    items: commerce.items.length === 0 ? undefined : commerce.items.map((item) => ga4Item(item)),
  });
  const parameters: Record<string, unknown> = { ...known };
  for (const key of LONGEST.keys()) shorten(parameters, key, omitted);
  for (const [key, value] of Object.entries(properties ?? {})) {
    if (COMMERCE_PROPERTIES.has(key)) continue;
    const name = ga4ParameterName(key);
    const isFull = Object.keys(parameters).length >= MOST_PARAMETERS;
    const simple = simplify(value);
    if (name === undefined || simple === undefined || isFull) omitted.push(`properties.${key}`);
    else if (!Object.hasOwn(parameters, name)) {
      parameters[name] = simple;
      shorten(parameters, name, omitted);
    }
  }
  return parameters;
}

function ga4Item({ id, name, brand, category, variant, price, quantity }: Item): object {
  const text = (value: string | undefined): string | undefined =>
    value && truncate(value, LONGEST_VALUE);
  const item = {
    item_id: text(id),
    item_name: text(name),
    item_brand: text(brand),
    item_category: text(category),
    item_variant: text(variant),
    price,
    quantity,
  };
  return compact(item) ?? {};
}

function simplify(value: unknown): string | number | undefined {
  if (typeof value === "boolean") return String(value);
  if (typeof value === "string") return value;
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}

function shorten(parameters: Record<string, unknown>, name: string, omitted: string[]): void {
  const value = parameters[name];
  if (typeof value !== "string") return;
  const short = truncate(value, LONGEST.get(name) ?? LONGEST_VALUE);
  if (short !== value) omitted.push(`${name} (cut)`);
  parameters[name] = short;
}
