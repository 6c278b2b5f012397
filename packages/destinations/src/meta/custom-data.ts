import {
  omittedOfItems,
  unreadable,
  usedProperties,
  type Commerce,
  type CommercePlaces,
} from "../event/commerce.ts";
import { deliveryCategory } from "../event/delivery-category.ts";
import { countItems } from "../event/items.ts";
import { asText, compact } from "../event/values.ts";

const PLACES: CommercePlaces = {
  fields: ["value", "currency", "orderId", "query"],
  itemFields: ["id", "price", "quantity"],
  itemMembers: ["delivery_category"],
};

/** What is told from the items, unless the app says it under Meta's own name. */
const TOLD = ["content_ids", "content_type", "content_name", "content_category", "num_items"];

/** Properties that Meta has under another name, or takes few values of. */
const RENAMED = ["name", "category", "delivery_category"] as const;

/**
 * Meta's `custom_data`: what it knows under its own names, every other property as it is.
 *
 * @param omitted told what is left out
 * @see https://developers.facebook.com/docs/marketing-api/conversions-api/parameters/custom-data
 */
export function metaCustomData(
  properties: Record<string, unknown> = {},
  commerce: Commerce,
  omitted: string[],
): Record<string, unknown> | undefined {
  const { value, currency, orderId, query, items } = commerce;
  const used = usedProperties(properties, commerce, PLACES);
  const entries = Object.entries(properties);
  const isRenamed = (key: string): boolean => RENAMED.some((renamed) => renamed === key);
  const custom = entries.filter(([key]) => !used.has(key) && !isRenamed(key));
  const told = entries.filter(([key]) => TOLD.includes(key));
  const delivery = deliveryCategory(properties);
  const renamed = {
    name: asText(properties["name"]) ?? (items.length === 1 ? items[0]!.name : undefined),
    category: asText(properties["category"]),
    delivery_category: delivery,
  };
  const lost = RENAMED.filter(
    (key) => key in properties && (renamed[key] === undefined || `content_${key}` in properties),
  );
  omitted.push(...lost.map((key) => `properties.${key}`));
  omitted.push(...unreadable(properties, commerce, PLACES), ...omittedOfMetaItems(commerce));
  const sent = compact<Record<string, unknown>>({
    ...Object.fromEntries(custom),
    value,
    currency,
    order_id: orderId,
    search_string: query,
    content_name: renamed.name,
    content_category: renamed.category,
    delivery_category: delivery,
    num_items: countItems(items),
    ...contentsOf(commerce, omitted),
    ...Object.fromEntries(told),
  });
  const replaced = custom.filter(([key, property]) => sent?.[key] !== property);
  omitted.push(...replaced.map(([key]) => `properties.${key}`));
  return sent;
}

/** The name of one item is the content's. */
function omittedOfMetaItems(commerce: Commerce): string[] {
  const isOne = commerce.items.length === 1;
  const itemFields = isOne ? ([...PLACES.itemFields, "name"] as const) : PLACES.itemFields;
  return omittedOfItems(commerce, { ...PLACES, itemFields });
}

function contentsOf({ items, itemsFrom }: Commerce, omitted: string[]): object | undefined {
  const known = items.filter(({ id }) => id !== undefined);
  if (known.length < items.length) omitted.push(`properties.${itemsFrom} (in part)`);
  const isLost = known.some(
    ({ more = {} }) => "delivery_category" in more && deliveryCategory(more) === undefined,
  );
  if (isLost) omitted.push(`properties.${itemsFrom}[].delivery_category`);
  if (known.length === 0) return undefined;
  const contents = known.map(({ id, quantity = 1, price, more }) =>
    compact({ id, quantity, item_price: price, delivery_category: deliveryCategory(more) }),
  );
  return { content_ids: known.map(({ id }) => id), contents, content_type: "product" };
}
