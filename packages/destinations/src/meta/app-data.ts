import type { ProductEvent } from "@peekjs/protocol";
import { asText, firstText, member } from "../event/values.ts";

/** Meta's `app_data`, which an event of an app cannot do without. */
export interface MetaAppData {
  advertiser_tracking_enabled: 0 | 1;
  application_tracking_enabled: 0 | 1;
  madid?: string | undefined;
  extinfo: string[];
}

/**
 * Read from the context of a mobile library; undefined when it names neither iOS nor Android, or no version of either.
 *
 * @see https://developers.facebook.com/docs/marketing-api/conversions-api/parameters/app-data
 */
export function metaAppData({ context }: ProductEvent): MetaAppData | undefined {
  const app = member(context, "app");
  const device = member(context, "device");
  const os = member(context, "os");
  const screen = member(context, "screen");
  const platform = PLATFORMS.get(
    (firstText(os, "name") ?? firstText(device, "type") ?? "").toLowerCase(),
  );
  const version = firstText(os, "version");
  if (platform === undefined || version === undefined) return undefined;
  const isTracked = member(device, "adTrackingEnabled") === true ? 1 : 0;
  const madid = firstText(device, "advertisingId");
  return {
    advertiser_tracking_enabled: isTracked,
    application_tracking_enabled: isTracked,
    ...(madid === undefined ? {} : { madid }),
    // Sixteen places in this order, the last three of the storage and the time zone.
    extinfo: [
      platform,
      firstText(app, "namespace"),
      firstText(app, "build"),
      firstText(app, "version"),
      version,
      firstText(device, "model"),
      firstText(context, "locale"),
      undefined,
      firstText(member(context, "network"), "carrier"),
      firstText(screen, "width"),
      firstText(screen, "height"),
      firstText(screen, "density"),
      undefined,
      undefined,
      undefined,
      asText(member(context, "timezone")),
    ].map((text) => text ?? ""),
  };
}

const PLATFORMS: ReadonlyMap<string, string> = new Map([
  ["ios", "i2"],
  ["ipados", "i2"],
  ["iphone os", "i2"],
  ["android", "a2"],
]);
