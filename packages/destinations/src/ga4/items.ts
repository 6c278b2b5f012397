import { truncate } from "@peekjs/protocol";
import type { Commerce } from "../event/commerce.ts";
import type { Item } from "../event/items.ts";
import { asNumber, compact } from "../event/values.ts";
import { ga4ParameterName } from "./names.ts";
import { LONGEST_VALUE, simplify } from "./values.ts";

const MOST_CUSTOM_PARAMETERS = 10;

/** Parameters of items that Google knows, beside those of every item, under its names and the specification's. */
const TEXTS = new Set([
  "affiliation",
  "coupon",
  "item_category2",
  "item_category3",
  "item_category4",
  "item_category5",
  "item_list_id",
  "item_list_name",
  "location_id",
]);
const NUMBERS: ReadonlyMap<string, string> = new Map([
  ["discount", "discount"],
  ["index", "index"],
  ["position", "index"],
  ["price", "price"],
  ["quantity", "quantity"],
]);

/**
 * An event's items, each with at most ten parameters of one's own.
 *
 * @param omitted told what is left out
 */
export function ga4Items({ items, itemsFrom }: Commerce, omitted: string[]): object[] | undefined {
  if (items.length === 0) return undefined;
  const left = new Set<string>();
  const mapped = items.map((item) => ga4Item(item, left));
  omitted.push(...[...left].map((key) => `properties.${itemsFrom}[].${key}`));
  return mapped;
}

function ga4Item(item: Item, left: Set<string>): object {
  const { id, name, brand, category, variant, price, quantity, more = {} } = item;
  const texts = { id, name, brand, category, variant };
  const known = Object.entries(texts).map(([key, text]) => [
    `item_${key}`,
    text && cut(text, key, left),
  ]);
  const fields = {
    ...compact(Object.fromEntries(known) as object),
    ...compact({ price, quantity }),
  };
  return { ...customParameters(more, fields, left), ...fields };
}

function customParameters(
  more: Record<string, unknown>,
  fields: object,
  left: Set<string>,
): object {
  const parameters: Record<string, string | number> = {};
  let custom = 0;
  for (const [key, value] of Object.entries(more)) {
    const number = NUMBERS.get(key);
    const isKnown = number !== undefined || TEXTS.has(key);
    const name = number ?? (isKnown ? key : ga4ParameterName(key));
    const simple = number === undefined ? simplify(value) : asNumber(value);
    const isFull = !isKnown && custom >= MOST_CUSTOM_PARAMETERS;
    const isTaken = name !== undefined && (name in fields || name in parameters);
    if (name === undefined || simple === undefined || isFull || isTaken) left.add(key);
    else {
      parameters[name] = typeof simple === "string" ? cut(simple, key, left) : simple;
      if (!isKnown) custom++;
    }
  }
  return parameters;
}

function cut(text: string, key: string, left: Set<string>): string {
  const short = truncate(text, LONGEST_VALUE);
  if (short !== text) left.add(`${key} (cut)`);
  return short;
}
