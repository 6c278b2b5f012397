import type { ProductEvent } from "@peekjs/protocol";
import type { MapContext, Mapped } from "../../src/definition.ts";
import { mapGa4Event } from "../../src/ga4/event.ts";
import { mapMetaEvent } from "../../src/meta/server-event.ts";
import { mapRedditEvent } from "../../src/reddit/conversion-event.ts";
import { mapTikTokEvent } from "../../src/tiktok/track-event.ts";

export const NOW = Date.parse("2026-01-02T03:04:05.678Z");

const CONTEXT: MapContext = { id: "e-1", source: {}, now: NOW, settings: {} };

type MapEvent = (
  event: ProductEvent,
  context?: Partial<MapContext>,
  options?: object,
) => Mapped<any>;

export type VendorName = "meta" | "ga4" | "reddit" | "tiktok";

/** What each of the rigid vendors is sent for an event. */
export const VENDORS: Readonly<Record<VendorName, MapEvent>> = {
  meta: (event, context, options) =>
    mapMetaEvent(
      event,
      { ...CONTEXT, ...context },
      { pixelId: "1", accessToken: "t", ...options },
    )!,
  ga4: (event, context, options) =>
    mapGa4Event(
      event,
      { ...CONTEXT, ...context },
      { measurementId: "G-1", apiSecret: "s", ...options },
    )!,
  reddit: (event, context, options) =>
    mapRedditEvent(
      event,
      { ...CONTEXT, ...context },
      { pixelId: "1", conversionToken: "t", ...options },
    )!,
  tiktok: (event, context, options) =>
    mapTikTokEvent(
      event,
      { ...CONTEXT, ...context },
      { pixelCode: "1", accessToken: "t", ...options },
    )!,
};

export function nameOf(vendor: VendorName, event: ProductEvent): string {
  const { payload } = VENDORS[vendor](event);
  const { tracking_type, custom_event_name } = payload.type ?? {};
  return (
    custom_event_name ?? tracking_type ?? payload.event_name ?? payload.event.name ?? payload.event
  );
}
