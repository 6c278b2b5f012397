import { ITEM_KEYS, readItemField, readItems, type ItemField, type Items } from "./items.ts";
import { asNumber, firstNumber, firstText, member } from "./values.ts";

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
  const read = <Field extends CommerceField>(field: Field): Commerce[Field] =>
    KEYS[field].map((key) => READ[field](properties, key)).find((value) => value !== undefined);
  return {
    value: read("value") ?? priceOf(properties),
    currency: read("currency"),
    orderId: read("orderId"),
    coupon: read("coupon"),
    query: read("query"),
    tax: read("tax"),
    shipping: read("shipping"),
    ...readItems(properties),
  };
}

type ReadField<Value> = (properties: unknown, key: string) => Value;

const READ: { readonly [Field in CommerceField]: ReadField<Commerce[Field]> } = {
  value: firstNumber,
  currency: readCurrency,
  orderId: firstText,
  coupon: firstText,
  query: firstText,
  tax: firstNumber,
  shipping: firstNumber,
};

function readCurrency(properties: unknown, key: string): string | undefined {
  const text = firstText(properties, key);
  return /^[a-z]{3}$/i.test(text ?? "") ? text!.toUpperCase() : undefined;
}

/** What a destination has places for. */
export interface CommercePlaces {
  fields: readonly CommerceField[];
  itemFields: readonly ItemField[];
  /** Members of items under the names that they have. */
  itemMembers?: readonly string[] | undefined;
}

/**
 * Names of the properties that a destination with these places makes use of, or can make nothing of. Of two names for
 * the same with different values, the second is a property like any other.
 */
export function usedProperties(
  properties: Record<string, unknown> | undefined,
  commerce: Commerce,
  { fields, itemFields }: CommercePlaces,
): ReadonlySet<string> {
  const { items, itemsFrom } = commerce;
  const used = new Set<string>();
  for (const field of fields) {
    for (const key of KEYS[field]) {
      const value = READ[field](properties, key);
      if (value === undefined || value === commerce[field]) used.add(key);
    }
  }
  if (itemsFrom !== undefined) used.add(itemsFrom);
  const [own] = itemsFrom === undefined ? items : [];
  for (const field of own === undefined ? [] : itemFields) {
    const isRead = (key: string): boolean => readItemField(field, properties, key) === own?.[field];
    for (const key of ITEM_KEYS[field].filter(isRead)) used.add(key);
  }
  const isTold = KEYS.value.some((key) => READ.value(properties, key) !== undefined);
  if (fields.includes("value") && commerce.value !== undefined && !isTold) {
    used.add("price").add("quantity");
  }
  return used;
}

/** What is given for a field, or in a list of items, and cannot be read as such, by its path. */
export function unreadable(
  properties: Record<string, unknown> | undefined,
  { itemsFrom, isCut }: Items,
  { fields }: CommercePlaces,
): string[] {
  const isLost = (field: CommerceField, key: string): boolean =>
    (member(properties, key) ?? "") !== "" && READ[field](properties, key) === undefined;
  const lost = fields.flatMap((field) => KEYS[field].filter((key) => isLost(field, key)));
  return [
    ...lost.map((key) => `properties.${key}`),
    ...(isCut ? [`properties.${itemsFrom} (in part)`] : []),
  ];
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
  const product = price * (firstNumber(properties, "quantity") ?? 1);
  return asNumber(product.toFixed(DECIMALS));
}
