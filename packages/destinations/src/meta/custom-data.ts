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
  itemFields: ["id", "name", "category", "price", "quantity"],
  itemMembers: ["delivery_category"],
};

/** What is told from the items, unless the app says it under Meta's own name. */
const TOLD = ["content_ids", "content_type", "content_name", "content_category", "num_items"];

/** Properties that Meta has under another name, or takes few values of. */
const RENAMED = new Set(["name", "category", "delivery_category"]);

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
  const used = usedProperties(commerce, PLACES);
  const entries = Object.entries(properties);
  const custom = entries.filter(([key]) => !used.has(key) && !RENAMED.has(key));
  const told = entries.filter(([key]) => TOLD.includes(key));
  const delivery = deliveryCategory(properties);
  if (delivery === undefined && "delivery_category" in properties) {
    omitted.push("properties.delivery_category");
  }
  omitted.push(...unreadable(properties, commerce, PLACES), ...omittedOfItems(commerce, PLACES));
  return compact({
    ...Object.fromEntries(custom),
    value,
    currency,
    order_id: orderId,
    search_string: query,
    content_name: asText(properties["name"]) ?? (items.length === 1 ? items[0]!.name : undefined),
    content_category: asText(properties["category"]),
    delivery_category: delivery,
    num_items: countItems(items),
    ...contentsOf(commerce, omitted),
    ...Object.fromEntries(told),
  });
}

function contentsOf({ items, itemsFrom }: Commerce, omitted: string[]): object | undefined {
  const known = items.filter(({ id }) => id !== undefined);
  if (known.length === 0) return undefined;
  const contents = known.map(({ id, quantity = 1, price, more }) =>
    compact({ id, quantity, item_price: price, delivery_category: deliveryCategory(more) }),
  );
  const isLost = known.some(
    ({ more = {} }) => "delivery_category" in more && deliveryCategory(more) === undefined,
  );
  if (isLost) omitted.push(`properties.${itemsFrom}[].delivery_category`);
  return { content_ids: known.map(({ id }) => id), contents, content_type: "product" };
}
