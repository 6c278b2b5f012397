import type { ProductEvent } from "@peekjs/protocol";
import type { MapContext, Mapped } from "../definition.ts";
import { readCommerce, type Commerce } from "../event/commerce.ts";
import { customProperties } from "../event/omitted.ts";
import { standardEvent, type StandardEvent } from "../event/standard-event.ts";
import { readSurroundings } from "../event/surroundings.ts";
import { compact, firstText } from "../event/values.ts";
import { separate } from "../personal/separate.ts";
import type { TikTokOptions } from "./tiktok.ts";
import { tikTokUser, type TikTokUser } from "./user.ts";

/** One event as TikTok's Events API 2.0 takes it. */
export interface TikTokEvent {
  event: string;
  /** Seconds since 1970. */
  event_time: number;
  event_id: string;
  user?: TikTokUser | undefined;
  properties?: object | undefined;
  page?: object | undefined;
  limited_data_use?: boolean | undefined;
}

const NAMES: Partial<Record<StandardEvent, string>> = {
  page_view: "Pageview",
  view_content: "ViewContent",
  search: "Search",
  add_to_cart: "AddToCart",
  add_to_wishlist: "AddToWishlist",
  begin_checkout: "InitiateCheckout",
  add_payment_info: "AddPaymentInfo",
  purchase: "CompletePayment",
  lead: "SubmitForm",
  sign_up: "CompleteRegistration",
  contact: "Contact",
  subscribe: "Subscribe",
  start_trial: "StartTrial",
  schedule: "Schedule",
  download: "Download",
};

/** Of TikTok's own names of properties, those that are no commerce. */
const KNOWN_PROPERTIES = ["description", "status", "shop_id"] as const;

export function mapTikTokEvent(
  original: ProductEvent,
  { id, now }: MapContext,
  { limitedDataUse, defaultCountry }: TikTokOptions,
): Mapped<TikTokEvent> | undefined {
  const standard = standardEvent(original);
  const { person, event, otherUserData, omitted } = separate(original);
  const name = (standard && NAMES[standard]) ?? event.event;
  if (name === undefined) return undefined;
  const surroundings = readSurroundings(event, otherUserData);
  const { url, referrer } = surroundings;
  const isLimited =
    typeof limitedDataUse === "function" ? limitedDataUse(original) : limitedDataUse;
  const payload: TikTokEvent = {
    event: name,
    event_time: Math.floor(Math.min(event.timestamp, now) / 1_000),
    event_id: id,
    user: tikTokUser(person, event, surroundings, defaultCountry),
    properties: tikTokProperties(event.properties, readCommerce(event.properties)),
    page: compact({ url, referrer }),
    limited_data_use: isLimited === true ? true : undefined,
  };
  omitted.push(...customProperties(event.properties, KNOWN_PROPERTIES));
  return { payload: compact(payload)!, omitted };
}

function tikTokProperties(
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
  const known = KNOWN_PROPERTIES.map((key) => [key, firstText(properties, key)] as const);
  return compact({
    value,
    currency,
    order_id: orderId,
    query,
    contents: contents.length === 0 ? undefined : contents,
    content_type: contents.length === 0 ? undefined : "product",
    ...Object.fromEntries(known),
  });
}
