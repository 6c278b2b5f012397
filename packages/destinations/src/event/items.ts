import { asNumber, asText, compact, firstNumber, firstText, isRecord, member } from "./values.ts";

/** What was sold or looked at. */
export interface Item {
  id?: string | undefined;
  name?: string | undefined;
  brand?: string | undefined;
  category?: string | undefined;
  variant?: string | undefined;
  price?: number | undefined;
  quantity?: number | undefined;
  /** Members beside these, and what stands under their names and is none, or says something else. */
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

const FIELD_OF: ReadonlyMap<string, ItemField> = new Map(
  Object.entries(ITEM_KEYS).flatMap(([field, keys]) =>
    keys.map((key) => [key, field as ItemField] as const),
  ),
);

export interface Items {
  items: Item[];
  /** Whether the list has items that are none, or are too many. */
  isCut: boolean;
  /** The property that lists them; undefined where the event's own properties are about one product, or there is none. */
  itemsFrom: string | undefined;
}

export function readItems(properties: unknown): Items {
  const itemsFrom = LISTS.find((key) => Array.isArray(member(properties, key)));
  if (itemsFrom === undefined) return { items: ownItem(properties), itemsFrom, isCut: false };
  const list = member(properties, itemsFrom) as unknown[];
  const items = list.slice(0, MOST_ITEMS).map((item) => readItem(item));
  const read = items.filter((item) => item !== undefined);
  return { items: read, itemsFrom, isCut: read.length < list.length };
}

/** One of the members under which an item has a field. */
export function readItemField(
  field: ItemField,
  item: unknown,
  key: string,
): string | number | undefined {
  return field === "price" || field === "quantity" ? firstNumber(item, key) : firstText(item, key);
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
  const fields = readFields(value);
  const isMore = ([key, member]: [string, unknown]): boolean => {
    const field = FIELD_OF.get(key);
    if (field === undefined) return true;
    if ((member ?? "") === "") return false;
    const read = readItemField(field, value, key);
    return read === undefined || read !== fields?.[field];
  };
  const more = Object.entries(value).filter(isMore);
  return compact<Item>({
    ...fields,
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
  return asNumber(items.reduce((sum, { quantity = 1 }) => sum + quantity, 0));
}
