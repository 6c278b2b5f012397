import { ITEM_KEYS, readItems, type ItemField, type Items } from "./items.ts";
import { firstNumber, firstText, member } from "./values.ts";

/** What was sold or looked at, under the names of the Segment/RudderStack e-commerce specification or a vendor's. */
export interface Commerce extends Items {
  value: number | undefined;
  /** ISO 4217, upper case. */
  currency: string | undefined;
  orderId: string | undefined;
  coupon: string | undefined;
  query: string | undefined;
  tax: number | undefined;
  shipping: number | undefined;
}

type CommerceField = Exclude<keyof Commerce, keyof Items>;

const KEYS: Readonly<Record<CommerceField, readonly string[]>> = {
  // What the customer paid, before what the shop keeps.
  value: ["value", "total", "revenue"],
  currency: ["currency"],
  orderId: ["order_id", "orderId", "transaction_id"],
  coupon: ["coupon"],
  query: ["query", "search_string"],
  tax: ["tax"],
  shipping: ["shipping"],
};

export function readCommerce(properties: Record<string, unknown> | undefined): Commerce {
  const currency = firstText(properties, ...KEYS.currency);
  return {
    value: firstNumber(properties, ...KEYS.value) ?? priceOf(properties),
    currency: /^[a-z]{3}$/i.test(currency ?? "") ? currency!.toUpperCase() : undefined,
    orderId: firstText(properties, ...KEYS.orderId),
    coupon: firstText(properties, ...KEYS.coupon),
    query: firstText(properties, ...KEYS.query),
    tax: firstNumber(properties, ...KEYS.tax),
    shipping: firstNumber(properties, ...KEYS.shipping),
    ...readItems(properties),
  };
}

/** What a destination has places for. */
export interface CommercePlaces {
  fields: readonly CommerceField[];
  itemFields: readonly ItemField[];
  /** Members of items under the names that they have. */
  itemMembers?: readonly string[] | undefined;
}

/** Names of the properties that a destination with these places makes use of. */
export function usedProperties(
  { items, itemsFrom }: Items,
  { fields, itemFields }: CommercePlaces,
): ReadonlySet<string> {
  const used = new Set(fields.flatMap((field) => KEYS[field]));
  if (itemsFrom !== undefined) used.add(itemsFrom);
  else if (items.length > 0) {
    for (const key of itemFields.flatMap((field) => ITEM_KEYS[field])) used.add(key);
  }
  // Of a price and a quantity, a value is made.
  if (fields.includes("value")) used.add("price").add("quantity");
  return used;
}

/** What is given for a field and cannot be read as such, by its path. */
export function unreadable(
  properties: Record<string, unknown> | undefined,
  commerce: Commerce,
  { fields }: CommercePlaces,
): string[] {
  const missing = fields.filter((field) => commerce[field] === undefined);
  return missing
    .flatMap((field) => KEYS[field])
    .filter((key) => (member(properties, key) ?? "") !== "")
    .map((key) => `properties.${key}`);
}

/** Members of listed items for which a destination has no place, by their paths. */
export function omittedOfItems(
  { items, itemsFrom }: Items,
  { itemFields, itemMembers = [] }: CommercePlaces,
): string[] {
  if (itemsFrom === undefined) return [];
  const places: ReadonlySet<string> = new Set(itemFields);
  const names = items.flatMap(({ more = {}, ...fields }) => [
    ...Object.keys(fields).filter((field) => !places.has(field)),
    ...Object.keys(more).filter((key) => !itemMembers.includes(key)),
  ]);
  return [...new Set(names)].map((name) => `properties.${itemsFrom}[].${name}`);
}

/** Decimals beyond which a product of two decimal numbers is an artefact of floats. */
const DECIMALS = 8;

function priceOf(properties: unknown): number | undefined {
  const price = firstNumber(properties, "price");
  if (price === undefined) return undefined;
  return Number((price * (firstNumber(properties, "quantity") ?? 1)).toFixed(DECIMALS));
}
