import type { ProductEvent } from "@peekjs/protocol";
import type { StandardEvent } from "../event/standard-event.ts";

/** Longest names of events and parameters. */
const LONGEST_NAME = 40;

const NAMES: Partial<Record<StandardEvent, string>> = {
  view_content: "view_item",
  view_category: "view_item_list",
  lead: "generate_lead",
};

/** @see https://developers.google.com/analytics/devguides/collection/protocol/ga4/reference#reserved_names */
const RESERVED_EVENTS: ReadonlySet<string> = new Set(
  (
    "ad_activeview ad_click ad_exposure ad_query ad_reward adunit_exposure app_clear_data app_exception app_install " +
    "app_remove app_store_refund app_update app_upgrade dynamic_link_app_open dynamic_link_app_update " +
    "dynamic_link_first_open error first_open first_visit notification_dismiss notification_foreground " +
    "notification_open notification_receive notification_send os_update session_start user_engagement"
  ).split(" "),
);

const RESERVED_ON_THE_WEB: ReadonlySet<string> = new Set([
  "ad_impression",
  "in_app_purchase",
  "screen_view",
]);

/** As names are after {@link ga4Name}: Google's own `gtag.` has become `gtag_`. */
const RESERVED_PREFIXES = ["_", "firebase_", "ga_", "google_", "gtag_"];

const RESERVED_PARAMETERS: ReadonlySet<string> = new Set(["firebase_conversion"]);

const RESERVED_USER_PROPERTIES: ReadonlySet<string> = new Set([
  "first_open_time",
  "first_visit_time",
  "last_deep_link_referrer",
  "user_id",
  "first_open_after_install",
]);

/**
 * GA4's name of an event: its own for a standard one; otherwise the event's, with `_` for what a name may not hold.
 * Undefined when Google keeps the name to itself.
 *
 * @param isApp whether it is for an app's stream
 */
export function ga4EventName(
  { type, event }: ProductEvent,
  standard: StandardEvent | undefined,
  isApp: boolean,
): string | undefined {
  if (isApp && type === "screen" && standard === "page_view") return "screen_view";
  if (standard !== undefined) return NAMES[standard] ?? standard;
  const name = ga4Name(event ?? "");
  if (name === undefined || RESERVED_EVENTS.has(name)) return undefined;
  return RESERVED_ON_THE_WEB.has(name) && !isApp ? undefined : name;
}

export function ga4ParameterName(key: string): string | undefined {
  const name = ga4Name(key);
  return name === undefined || RESERVED_PARAMETERS.has(name) ? undefined : name;
}

export function ga4UserPropertyName(key: string): string | undefined {
  const name = ga4Name(key);
  return name === undefined || RESERVED_USER_PROPERTIES.has(name) || name.length > 24
    ? undefined
    : name;
}

function ga4Name(text: string): string | undefined {
  const name = text
    .trim()
    .replaceAll(/[^A-Za-z0-9_]+/g, "_")
    .slice(0, LONGEST_NAME);
  const isReserved = RESERVED_PREFIXES.some((prefix) => name.startsWith(prefix));
  return isReserved || !/^[A-Za-z]/.test(name) ? undefined : name;
}
