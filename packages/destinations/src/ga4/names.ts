import type { StandardEvent } from "../event/standard-event.ts";

/** Longest names of events and parameters. */
const LONGEST_NAME = 40;

const NAMES: Partial<Record<StandardEvent, string>> = {
  view_content: "view_item",
  view_category: "view_item_list",
  lead: "generate_lead",
};

const RESERVED_EVENTS: ReadonlySet<string> = new Set(
  (
    "ad_activeview ad_click ad_exposure ad_impression ad_query adunit_exposure app_clear_data app_install app_update " +
    "app_remove error first_open first_visit in_app_purchase notification_dismiss notification_foreground " +
    "notification_open notification_receive os_update screen_view session_start user_engagement"
  ).split(" "),
);

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
 */
export function ga4EventName(
  standard: StandardEvent | undefined,
  event: string | undefined,
): string | undefined {
  if (standard !== undefined) return NAMES[standard] ?? standard;
  const name = ga4Name(event ?? "");
  return name === undefined || RESERVED_EVENTS.has(name) ? undefined : name;
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
