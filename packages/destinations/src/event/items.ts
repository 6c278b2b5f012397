import { asText, compact, firstNumber, firstText, isRecord, member } from "./values.ts";

/** What was sold or looked at. */
export interface Item {
  id?: string | undefined;
  name?: string | undefined;
  brand?: string | undefined;
  category?: string | undefined;
  variant?: string | undefined;
  price?: number | undefined;
  quantity?: number | undefined;
  /** Members beside these. */
  more?: Record<string, unknown> | undefined;
}

export type ItemField = Exclude<keyof Item, "more">;

/** Items beyond it belong to no purchase. */
const MOST_ITEMS = 200;

const LISTS = ["products", "items", "contents"];

/** Names of the Segment/RudderStack e-commerce specification, and of vendors. */
export const ITEM_KEYS: Readonly<Record<ItemField, readonly string[]>> = {
  id: ["product_id", "productId", "item_id", "content_id", "sku", "id"],
  name: ["name", "item_name", "content_name"],
  brand: ["brand", "item_brand"],
  category: ["category", "item_category", "content_category"],
  variant: ["variant", "item_variant"],
  price: ["price", "item_price"],
  quantity: ["quantity"],
};

const KNOWN: ReadonlySet<string> = new Set(Object.values(ITEM_KEYS).flat());

export interface Items {
  items: Item[];
  /** The property that lists them; undefined where the event's own properties are about one product, or there is none. */
  itemsFrom: string | undefined;
}

export function readItems(properties: unknown): Items {
  const itemsFrom = LISTS.find((key) => Array.isArray(member(properties, key)));
  if (itemsFrom === undefined) return { items: ownItem(properties), itemsFrom };
  const list = member(properties, itemsFrom) as unknown[];
  const items = list.slice(0, MOST_ITEMS).map((item) => readItem(item));
  return { items: items.filter((item) => item !== undefined), itemsFrom };
}

/** An `id` alone is not a product's. */
function ownItem(properties: unknown): Item[] {
  const keys = ITEM_KEYS.id.filter((key) => key !== "id");
  const id = firstText(properties, ...keys);
  return id === undefined ? [] : [{ ...readFields(properties), id }];
}

function readItem(value: unknown): Item | undefined {
  const id = asText(value);
  if (id !== undefined) return { id };
  if (!isRecord(value)) return undefined;
  const more = Object.entries(value).filter(([key]) => !KNOWN.has(key));
  return compact<Item>({
    ...readFields(value),
    more: more.length === 0 ? undefined : Object.fromEntries(more),
  });
}

function readFields(value: unknown): Item | undefined {
  return compact<Item>({
    id: firstText(value, ...ITEM_KEYS.id),
    name: firstText(value, ...ITEM_KEYS.name),
    brand: firstText(value, ...ITEM_KEYS.brand),
    category: firstText(value, ...ITEM_KEYS.category),
    variant: firstText(value, ...ITEM_KEYS.variant),
    price: firstNumber(value, ...ITEM_KEYS.price),
    quantity: firstNumber(value, ...ITEM_KEYS.quantity),
  });
}

/** One of each where no quantity is given; undefined without items. */
export function countItems(items: readonly Item[]): number | undefined {
  if (items.length === 0) return undefined;
  return items.reduce((sum, { quantity = 1 }) => sum + quantity, 0);
}
