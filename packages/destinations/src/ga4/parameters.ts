import { truncate } from "@peekjs/protocol";
import {
  unreadable,
  usedProperties,
  type Commerce,
  type CommercePlaces,
} from "../event/commerce.ts";
import { compact } from "../event/values.ts";
import { ga4Items } from "./items.ts";
import { ga4ParameterName } from "./names.ts";
import { LONGEST_VALUE, simplify } from "./values.ts";

const MOST_PARAMETERS = 25;

const PLACES: CommercePlaces = {
  fields: ["value", "currency", "orderId", "coupon", "query", "tax", "shipping"],
  itemFields: ["id", "name", "brand", "category", "variant", "price", "quantity"],
};

/** What the e-commerce specification calls otherwise than Google. */
const RENAMED: ReadonlyMap<string, string> = new Map([
  ["payment_method", "payment_type"],
  ["shipping_method", "shipping_tier"],
  ["share_via", "method"],
  ["list_id", "item_list_id"],
  ["creative", "creative_name"],
]);

/** Parameters of Google's own that may be longer. */
const LONGEST: ReadonlyMap<string, number> = new Map([
  ["page_location", 1_000],
  ["page_referrer", 420],
  ["page_title", 300],
]);

/**
 * An event's parameters, strictly as GA4 allows them: at most 25, texts and numbers alone, cut to their limits.
 *
 * @param place the page or the screen, under Google's names
 * @param omitted told what is left out
 * @see https://developers.google.com/analytics/devguides/collection/protocol/ga4/sending-events#limitations
 */
export function ga4Parameters(
  properties: Record<string, unknown> | undefined,
  commerce: Commerce,
  place: object,
  session: { id: string | undefined; engagementMs: number | undefined },
  omitted: string[],
): Record<string, unknown> {
  const known = compact({
    session_id: session.id,
    engagement_time_msec: session.engagementMs,
    ...place,
    transaction_id: commerce.orderId,
    value: commerce.value,
    currency: commerce.currency,
    coupon: commerce.coupon,
    tax: commerce.tax,
    shipping: commerce.shipping,
    search_term: commerce.query,
    items: ga4Items(commerce, omitted),
  });
  const parameters: Record<string, unknown> = { ...known };
  for (const key of Object.keys(parameters)) shorten(parameters, key, omitted);
  omitted.push(...unreadable(properties, commerce, PLACES));
  const used = usedProperties(properties, commerce, PLACES);
  for (const [key, value] of Object.entries(properties ?? {})) {
    if (used.has(key)) continue;
    const name = ga4ParameterName(RENAMED.get(key) ?? key);
    const isFull = Object.keys(parameters).length >= MOST_PARAMETERS;
    const simple = simplify(value);
    const isTaken = name !== undefined && Object.hasOwn(parameters, name);
    if (isTaken && parameters[name] === simple) continue;
    if (name === undefined || simple === undefined || isFull || isTaken) {
      omitted.push(`properties.${key}`);
      continue;
    }
    parameters[name] = simple;
    shorten(parameters, name, omitted);
  }
  return parameters;
}

function shorten(parameters: Record<string, unknown>, name: string, omitted: string[]): void {
  const value = parameters[name];
  if (typeof value !== "string") return;
  const short = truncate(value, LONGEST.get(name) ?? LONGEST_VALUE);
  if (short !== value) omitted.push(`${name} (cut)`);
  parameters[name] = short;
}
