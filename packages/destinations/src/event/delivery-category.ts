import { firstText } from "./values.ts";

const DELIVERY_CATEGORIES = ["in_store", "curbside", "home_delivery"];

/** How a product gets to its buyer, as Meta and TikTok have it; undefined for what they would refuse a request for. */
export function deliveryCategory(holder: unknown): string | undefined {
  const text = firstText(holder, "delivery_category")?.toLowerCase();
  return DELIVERY_CATEGORIES.find((category) => category === text);
}
