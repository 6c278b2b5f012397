import type { ProductEvent } from "@peekjs/protocol";
import type { MapContext, Mapped } from "../definition.ts";
import { maxAge } from "../event/age.ts";
import { readCommerce } from "../event/commerce.ts";
import { isLimited } from "../event/limited-data-use.ts";
import { standardEvent, type StandardEvent } from "../event/standard-event.ts";
import { readSurroundings, type Surroundings } from "../event/surroundings.ts";
import { asText, compact } from "../event/values.ts";
import { separate } from "../personal/separate.ts";
import { metaAppData, type MetaAppData } from "./app-data.ts";
import { metaCustomData } from "./custom-data.ts";
import type { MetaOptions } from "./meta.ts";
import { isTooBroad, metaUserData, omittedUserData, type MetaUserData } from "./user-data.ts";

export type ActionSource = (typeof ACTION_SOURCES)[number];

export const ACTION_SOURCES = [
  "email",
  "website",
  "app",
  "phone_call",
  "chat",
  "physical_store",
  "system_generated",
  "business_messaging",
  "other",
] as const;

/** One event as Meta takes it. */
export interface MetaServerEvent {
  event_name: string;
  /** Seconds since 1970. */
  event_time: number;
  event_id: string;
  action_source: ActionSource;
  event_source_url?: string | undefined;
  user_data: MetaUserData;
  custom_data?: Record<string, unknown> | undefined;
  app_data?: MetaAppData | undefined;
  opt_out?: boolean | undefined;
  data_processing_options?: string[] | undefined;
  data_processing_options_country?: number | undefined;
  data_processing_options_state?: number | undefined;
}

const NAMES: Partial<Record<StandardEvent, string>> = {
  page_view: "PageView",
  view_content: "ViewContent",
  view_category: "ViewContent",
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
};

const MOST_AGE = maxAge(7);
const MOST_AGE_IN_STORE = maxAge(62);

export function mapMetaEvent(
  original: ProductEvent,
  { id, now, settings }: MapContext,
  options: MetaOptions,
): Mapped<MetaServerEvent> | undefined {
  const standard = standardEvent(original);
  const { person, event, otherUserData, omitted } = separate(original);
  const name = (standard && NAMES[standard]) ?? event.event;
  if (name === undefined) return undefined;
  const surroundings = readSurroundings(event, otherUserData);
  const appData = metaAppData(event);
  const source = actionSource(
    settings["actionSource"] ?? options.actionSource,
    surroundings,
    appData,
  );
  const timestamp = Math.floor(Math.min(event.timestamp, now));
  const userIds = [event.userId, event.anonymousId];
  const commerce = readCommerce(event.properties);
  const payload: MetaServerEvent = {
    event_name: name,
    event_time: Math.floor(timestamp / 1_000),
    event_id: id,
    action_source: source,
    event_source_url: surroundings.url,
    user_data: metaUserData(person, userIds, surroundings, timestamp, options.defaultCountry),
    custom_data: metaCustomData(event.properties, commerce, omitted),
    app_data: source === "app" ? appData : undefined,
    opt_out: settings["optOut"] === true ? true : undefined,
    ...dataProcessing(options, original),
  };
  omitted.push(...omittedUserData(person, payload.user_data));
  return {
    payload: compact(payload)!,
    omitted,
    invalid: problemOf(payload),
    maxAge: source === "physical_store" ? MOST_AGE_IN_STORE : MOST_AGE,
  };
}

function actionSource(
  asked: unknown,
  { url, userAgent, isApp }: Surroundings,
  appData: MetaAppData | undefined,
): ActionSource {
  const known = ACTION_SOURCES.find((source) => source === asText(asked)?.toLowerCase());
  if (known !== undefined) return known;
  if (isApp && appData !== undefined) return "app";
  return url !== undefined && userAgent !== undefined ? "website" : "system_generated";
}

/** Country and state 0: Meta finds out where the person is. */
function dataProcessing(
  { limitedDataUse, dataProcessingCountry = 0, dataProcessingState = 0 }: MetaOptions,
  event: ProductEvent,
): Partial<MetaServerEvent> {
  if (!isLimited(limitedDataUse, event)) return {};
  return {
    data_processing_options: ["LDU"],
    data_processing_options_country: dataProcessingCountry,
    data_processing_options_state: dataProcessingState,
  };
}

/** One event that Meta refuses costs its whole request: it is found before. */
function problemOf({
  event_name,
  action_source,
  event_source_url,
  user_data,
  custom_data,
  app_data,
}: MetaServerEvent): string | undefined {
  if (isTooBroad(user_data)) return "has too little to match a person by";
  if (action_source === "website" && event_source_url === undefined) {
    return "is of a website and has no URL (context.page.url)";
  }
  if (action_source === "website" && user_data.client_user_agent === undefined) {
    return "is of a website and has no user agent (context.userAgent)";
  }
  if (action_source === "app" && app_data === undefined) {
    return "is of an app and does not name its system (context.os)";
  }
  const isPriced = custom_data?.["value"] !== undefined && custom_data["currency"] !== undefined;
  return event_name === "Purchase" && !isPriced
    ? "is a purchase without value and currency"
    : undefined;
}
