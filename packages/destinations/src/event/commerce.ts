import { asText, compact, firstNumber, firstText, isRecord, member } from "./values.ts";

/** What was sold or looked at, under the names of the Segment/RudderStack e-commerce specification or a vendor's. */
export interface Commerce {
  value: number | undefined;
  /** ISO 4217, upper case. */
  currency: string | undefined;
  orderId: string | undefined;
  coupon: string | undefined;
  query: string | undefined;
  tax: number | undefined;
  shipping: number | undefined;
  items: Item[];
}

export interface Item {
  id?: string | undefined;
  name?: string | undefined;
  brand?: string | undefined;
  category?: string | undefined;
  variant?: string | undefined;
  price?: number | undefined;
  quantity?: number | undefined;
}

/** Items beyond it belong to no purchase. */
const MOST_ITEMS = 200;

const ITEM_LISTS = ["products", "items", "contents"];

/** Properties that {@link readCommerce} reads: what else there is passes as custom data where a vendor takes it. */
export const COMMERCE_PROPERTIES: ReadonlySet<string> = new Set([
  "value",
  "total",
  "revenue",
  "currency",
  "order_id",
  "orderId",
  "transaction_id",
  "coupon",
  "query",
  "search_string",
  "tax",
  "shipping",
  "price",
  "quantity",
  "product_id",
  "productId",
  "sku",
  "brand",
  "variant",
  ...ITEM_LISTS,
]);

export function readCommerce(properties: Record<string, unknown> | undefined): Commerce {
  const currency = firstText(properties, "currency");
  const items = readItems(properties);
  return {
    // What the customer paid, before what the shop keeps.
    value: firstNumber(properties, "value", "total", "revenue") ?? priceOf(properties),
    currency: /^[a-z]{3}$/i.test(currency ?? "") ? currency!.toUpperCase() : undefined,
    orderId: firstText(properties, "order_id", "orderId", "transaction_id"),
    coupon: firstText(properties, "coupon"),
    query: firstText(properties, "query", "search_string"),
    tax: firstNumber(properties, "tax"),
    shipping: firstNumber(properties, "shipping"),
    items,
  };
}

function priceOf(properties: unknown): number | undefined {
  const price = firstNumber(properties, "price");
  return price === undefined ? undefined : price * (firstNumber(properties, "quantity") ?? 1);
}

/** A list, or the event's own properties where it is about one product. */
function readItems(properties: unknown): Item[] {
  for (const key of ITEM_LISTS) {
    const list = member(properties, key);
    if (!Array.isArray(list)) continue;
    return list
      .slice(0, MOST_ITEMS)
      .map((item: unknown) => readItem(item))
      .filter((item) => item !== undefined);
  }
  const own = readItem(properties);
  return own?.id === undefined ? [] : [own];
}

function readItem(value: unknown): Item | undefined {
  const id = asText(value);
  if (id !== undefined) return { id };
  if (!isRecord(value)) return undefined;
  return compact({
    id: firstText(value, "product_id", "productId", "id", "item_id", "content_id", "sku"),
    name: firstText(value, "name", "item_name", "content_name"),
    brand: firstText(value, "brand", "item_brand"),
    category: firstText(value, "category", "item_category", "content_category"),
    variant: firstText(value, "variant", "item_variant"),
    price: firstNumber(value, "price", "item_price"),
    quantity: firstNumber(value, "quantity"),
  });
}
