import { COMMERCE_PROPERTIES, type Commerce } from "../event/commerce.ts";
import { asText, compact } from "../event/values.ts";

/**
 * Meta's `custom_data`: what it knows under its own names, every other property as it is.
 *
 * @see https://developers.facebook.com/docs/marketing-api/conversions-api/parameters/custom-data
 */
export function metaCustomData(
  properties: Record<string, unknown> | undefined,
  { value, currency, orderId, query, items }: Commerce,
): Record<string, unknown> | undefined {
  const ids = items.map(({ id }) => id).filter((id) => id !== undefined);
  const contents = items
    .filter(({ id }) => id !== undefined)
    .map(({ id, quantity = 1, price }) => compact({ id, quantity, item_price: price }));
  const known = {
    value,
    currency,
    order_id: orderId,
    search_string: query,
    content_ids: ids.length === 0 ? undefined : ids,
    contents: contents.length === 0 ? undefined : contents,
    content_type: ids.length === 0 ? undefined : "product",
    content_name: asText(properties?.["name"]) ?? (items.length === 1 ? items[0]!.name : undefined),
    content_category: asText(properties?.["category"]),
    num_items: items.length === 0 ? undefined : countItems(items),
  };
  const custom = Object.entries(properties ?? {}).filter(
    ([key]) => !COMMERCE_PROPERTIES.has(key) && key !== "name" && key !== "category",
  );
  return compact({ ...Object.fromEntries(custom), ...compact(known) });
}

function countItems(items: Commerce["items"]): number {
  return items.reduce((sum, { quantity = 1 }) => sum + quantity, 0);
}
