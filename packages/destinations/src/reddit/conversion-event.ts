import type { ProductEvent } from "@peekjs/protocol";
import type { MapContext, Mapped } from "../definition.ts";
import { readCommerce, type Commerce, type CommercePlaces } from "../event/commerce.ts";
import { countItems, type Item } from "../event/items.ts";
import { isLimited } from "../event/limited-data-use.ts";
import { omittedProperties } from "../event/omitted.ts";
import { standardEvent, type StandardEvent } from "../event/standard-event.ts";
import { readSurroundings, type Surroundings } from "../event/surroundings.ts";
import { asText, compact } from "../event/values.ts";
import { separate } from "../personal/separate.ts";
import type { RedditOptions } from "./reddit.ts";
import { omittedUser, redditUser, type RedditUser } from "./user.ts";

export type RedditActionSource = (typeof REDDIT_ACTION_SOURCES)[number];

export const REDDIT_ACTION_SOURCES = ["WEBSITE", "APP", "PHYSICAL_STORE", "OTHER"] as const;

/** One event as Reddit's Conversions API v3 takes it. */
export interface RedditEvent {
  /** Milliseconds since 1970. */
  event_at: number;
  action_source: RedditActionSource;
  event_source_url?: string | undefined;
  click_id?: string | undefined;
  type: { tracking_type: string; custom_event_name?: string | undefined };
  user?: RedditUser | undefined;
  metadata: object;
}

const TRACKING_TYPES: Partial<Record<StandardEvent, string>> = {
  page_view: "PAGE_VISIT",
  view_content: "VIEW_CONTENT",
  view_category: "VIEW_CONTENT",
  search: "SEARCH",
  add_to_cart: "ADD_TO_CART",
  add_to_wishlist: "ADD_TO_WISHLIST",
  purchase: "PURCHASE",
  lead: "LEAD",
  sign_up: "SIGN_UP",
};

const PLACES: CommercePlaces = {
  fields: ["value", "currency"],
  itemFields: ["id", "name", "category", "price", "quantity"],
};

export function mapRedditEvent(
  original: ProductEvent,
  { id, now, settings }: MapContext,
  options: RedditOptions,
): Mapped<RedditEvent> | undefined {
  const standard = standardEvent(original);
  const { person, event, otherUserData, omitted } = separate(original);
  const type = trackingType(standard, event.event);
  if (type === undefined) return undefined;
  const surroundings = readSurroundings(event, otherUserData);
  const commerce = readCommerce(event.properties);
  const payload: RedditEvent = {
    event_at: Math.floor(Math.min(event.timestamp, now)),
    action_source: actionSource(settings["actionSource"] ?? options.actionSource, surroundings),
    event_source_url: surroundings.url,
    click_id: surroundings.vendorId("rdt_cid", "click_id"),
    type,
    user: redditUser(person, event, surroundings, {
      defaultCountry: options.defaultCountry,
      dataProcessing: dataProcessing(options, original),
    }),
    metadata: metadata(id, commerce, omitted),
  };
  omitted.push(...omittedUser(person, payload.user));
  omitted.push(...omittedProperties(event.properties, commerce, PLACES));
  return { payload: compact(payload)!, omitted };
}

function trackingType(
  standard: StandardEvent | undefined,
  name: string | undefined,
): RedditEvent["type"] | undefined {
  const tracking_type = standard && TRACKING_TYPES[standard];
  if (tracking_type !== undefined) return { tracking_type };
  return name === undefined ? undefined : { tracking_type: "CUSTOM", custom_event_name: name };
}

function actionSource(asked: unknown, { isApp, url }: Surroundings): RedditActionSource {
  const known = REDDIT_ACTION_SOURCES.find((source) => source === asText(asked)?.toUpperCase());
  if (known !== undefined) return known;
  if (isApp) return "APP";
  return url === undefined ? "OTHER" : "WEBSITE";
}

function dataProcessing(
  { limitedDataUse, dataProcessingCountry, dataProcessingRegion }: RedditOptions,
  event: ProductEvent,
): RedditUser["data_processing_options"] {
  if (!isLimited(limitedDataUse, event)) return undefined;
  const place = compact({ country: dataProcessingCountry, region: dataProcessingRegion });
  return { modes: ["LDU"], ...place };
}

/** `conversion_id` is what Reddit deduplicates by. */
function metadata(id: string, commerce: Commerce, omitted: string[]): object {
  const { value, currency, itemsFrom } = commerce;
  const items = commerce.items.map((item) => withWholeQuantity(item));
  if (items.some(({ quantity }, index) => quantity !== commerce.items[index]!.quantity)) {
    const list = itemsFrom === undefined ? "" : `${itemsFrom}[].`;
    omitted.push(`properties.${list}quantity`);
  }
  const products = items.map(({ id, name, category, quantity, price }) =>
    compact({ id, name, category, quantity, item_price: price }),
  );
  return {
    conversion_id: id,
    ...compact({
      value,
      currency,
      item_count: countItems(items),
      products: products.length === 0 ? undefined : products,
    }),
  };
}

/** Reddit takes no other. */
function withWholeQuantity({ quantity, ...item }: Item): Item {
  const isWhole = quantity !== undefined && Number.isInteger(quantity) && quantity >= 0;
  return isWhole ? { ...item, quantity } : item;
}
