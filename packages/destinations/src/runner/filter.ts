import type { EventSource, ProductEvent } from "@peekjs/protocol";
import type { DestinationOptions } from "../options.ts";
import { standardEvent } from "../event/standard-event.ts";
import { isRecord } from "../event/values.ts";

type Filters = Pick<DestinationOptions, "events" | "services" | "filter" | "consentCategories">;

/** Whether the options let an event of this source through; what the event itself asks for apart. */
export function passesFilters(filters: Filters, event: ProductEvent, source: EventSource): boolean {
  const { events, services, consentCategories, filter } = filters;
  if (services && !(source.service !== undefined && services.includes(source.service)))
    return false;
  if (events && !namesOf(event).some((name) => events.includes(name))) return false;
  if (consentCategories && !isConsented(event, consentCategories)) return false;
  try {
    return filter === undefined || filter(event, source);
  } catch {
    return false;
  }
}

function namesOf(event: ProductEvent): string[] {
  const names = [event.type, event.event, event.name, event.eventType, standardEvent(event)];
  return names.filter((name) => name !== undefined);
}

/** An event without preferences was sent by an app that asks for none. */
function isConsented({ context }: ProductEvent, categories: readonly string[]): boolean {
  const consent = context?.["consent"];
  const preferences = isRecord(consent) ? consent["categoryPreferences"] : undefined;
  if (isRecord(preferences) && !categories.every((category) => isGranted(preferences, category))) {
    return false;
  }
  // RudderStack's clients name what was denied.
  const management = context?.["consentManagement"];
  const denied = isRecord(management) ? management["deniedConsentIds"] : undefined;
  return !Array.isArray(denied) || !categories.some((category) => denied.includes(category));
}

function isGranted(preferences: Record<string, unknown>, category: string): boolean {
  return Object.hasOwn(preferences, category) && preferences[category] === true;
}

/**
 * What an event's `integrations` say to a destination: its settings, or undefined when the event is not for it. The
 * first of its names that is a key there counts, and `All` where none is.
 *
 * @param names the closest first: `Facebook Pixel`, which apps switch off for the one in the browser, stands behind `meta`
 * @see https://segment.com/docs/guides/filtering-data/#filtering-with-the-integrations-object
 */
export function integrationSettings(
  { integrations }: ProductEvent,
  names: readonly string[],
): Record<string, unknown> | undefined {
  if (!isRecord(integrations)) return {};
  const asked = new Map(
    Object.entries(integrations).map(([key, value]) => [key.toLowerCase(), value]),
  );
  const key = [...names, "All"].map((name) => name.toLowerCase()).find((name) => asked.has(name));
  const value = key && asked.get(key);
  if (value === false) return undefined;
  return isRecord(value) ? value : {};
}
