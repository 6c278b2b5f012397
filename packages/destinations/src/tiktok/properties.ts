import type { Commerce, CommercePlaces } from "../event/commerce.ts";
import { deliveryCategory } from "../event/delivery-category.ts";
import { omittedProperties } from "../event/omitted.ts";
import { compact, firstNumber, firstText } from "../event/values.ts";
import { originProperties, type TikTokSource } from "./origin.ts";
import type { TikTokEvent } from "./track-event.ts";

const PLACES: CommercePlaces = {
  fields: ["value", "currency", "orderId", "query"],
  itemFields: ["id", "name", "brand", "category", "price", "quantity"],
};

/** Of TikTok's own names of properties, those that are no commerce. */
const TEXTS = ["description", "status", "shop_id"] as const;
const NUMBERS = ["num_items", "predicted_ltv"] as const;

/** Those with few values. */
const CHOICES = ["content_type", "delivery_category"] as const;

const CONTENT_TYPES = ["product", "product_group"];

/** TikTok's `properties`: what it knows, and nothing else. */
export function tikTokProperties(
  properties: Record<string, unknown> | undefined,
  { value, currency, orderId, query, items }: Commerce,
): object | undefined {
  const contents = items.map((item) =>
    compact({
      content_id: item.id,
      content_name: item.name,
      content_category: item.category,
      brand: item.brand,
      price: item.price,
      quantity: item.quantity,
    }),
  );
  const asked = firstText(properties, "content_type");
  const type = CONTENT_TYPES.find((candidate) => candidate === asked);
  return compact({
    value,
    currency,
    order_id: orderId,
    query,
    contents: contents.length === 0 ? undefined : contents,
    content_type: type ?? (contents.length === 0 ? undefined : "product"),
    delivery_category: deliveryCategory(properties),
    ...Object.fromEntries(TEXTS.map((key) => [key, firstText(properties, key)])),
    ...Object.fromEntries(NUMBERS.map((key) => [key, firstNumber(properties, key)])),
  });
}

/** What TikTok has no place for, or does not take as it is told. */
export function omittedByTikTok(
  source: TikTokSource,
  properties: Record<string, unknown> = {},
  commerce: Commerce,
  sent: Pick<TikTokEvent, "properties" | "ad" | "lead">,
): string[] {
  const known = [...TEXTS, ...NUMBERS, ...CHOICES, ...originProperties(source)];
  const taken: Record<string, unknown> = { ...sent.properties, ...sent.ad, ...sent.lead };
  const isChanged = (key: string): boolean =>
    taken[key] === undefined || (key === "content_type" && taken[key] !== properties[key]);
  const lost = known.filter((key) => key in properties && isChanged(key));
  return [
    ...omittedProperties(properties, commerce, PLACES, known),
    ...lost.map((key) => `properties.${key}`),
  ];
}
