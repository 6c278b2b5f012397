import type { ProductEvent } from "@peekjs/protocol";
import type { MapContext, Mapped } from "../definition.ts";
import { readCommerce } from "../event/commerce.ts";
import { isLimited } from "../event/limited-data-use.ts";
import { standardEvent, type StandardEvent } from "../event/standard-event.ts";
import { readSurroundings } from "../event/surroundings.ts";
import { compact } from "../event/values.ts";
import { separate } from "../personal/separate.ts";
import { tikTokOrigin, type TikTokOrigin } from "./origin.ts";
import { omittedByTikTok, tikTokProperties } from "./properties.ts";
import type { TikTokOptions } from "./tiktok.ts";
import { omittedUser, tikTokUser, type TikTokUser } from "./user.ts";

/** One event as TikTok's Events API 2.0 takes it. */
export interface TikTokEvent extends TikTokOrigin {
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
  view_category: "ViewContent",
  select_item: "ClickButton",
  search: "Search",
  add_to_cart: "AddToCart",
  add_to_wishlist: "AddToWishlist",
  begin_checkout: "InitiateCheckout",
  add_payment_info: "AddPaymentInfo",
  purchase: "Purchase",
  lead: "Lead",
  sign_up: "CompleteRegistration",
  contact: "Contact",
  subscribe: "Subscribe",
  start_trial: "StartTrial",
  schedule: "Schedule",
  download: "Download",
};

export function mapTikTokEvent(
  original: ProductEvent,
  { id, now }: MapContext,
  { limitedDataUse, defaultCountry, eventSource = "web" }: TikTokOptions,
): Mapped<TikTokEvent> | undefined {
  const standard = standardEvent(original);
  const { person, event, otherUserData, omitted } = separate(original);
  const name = (standard && NAMES[standard]) ?? event.event;
  if (name === undefined) return undefined;
  const surroundings = readSurroundings(event, otherUserData);
  const { url, referrer } = surroundings;
  const commerce = readCommerce(event.properties);
  const payload: TikTokEvent = {
    event: name,
    event_time: Math.floor(Math.min(event.timestamp, now) / 1_000),
    event_id: id,
    user: tikTokUser(person, event, surroundings, defaultCountry),
    properties: tikTokProperties(event.properties, commerce),
    page: compact({ url, referrer }),
    ...tikTokOrigin(eventSource, event, surroundings),
    limited_data_use: isLimited(limitedDataUse, original) ? true : undefined,
  };
  omitted.push(...omittedUser(person, payload.user));
  omitted.push(...omittedByTikTok(eventSource, event.properties, commerce, payload));
  return { payload: compact(payload)!, omitted };
}
