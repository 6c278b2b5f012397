import type { Destination } from "@peekjs/protocol";
import { checkOptionNames, type OwnOptions } from "../check-option-names.ts";
import { checkChoice, checkCommonOptions } from "../check-options.ts";
import { defineDestination } from "../define-destination.ts";
import { maxAge } from "../event/age.ts";
import type { LimitedDataUse } from "../event/limited-data-use.ts";
import { checkUrl } from "../http/check-url.ts";
import { optionError, requireText, type DestinationOptions } from "../options.ts";
import { judgeTikTok } from "./judge.ts";
import { TIKTOK_SOURCES, type TikTokSource } from "./origin.ts";
import { mapTikTokEvent, type TikTokEvent } from "./track-event.ts";

export interface TikTokOptions extends DestinationOptions {
  /** Code of the pixel, or id of the app, offline or CRM event set. */
  pixelCode: string;
  accessToken: string;
  /** Default: `web`. */
  eventSource?: TikTokSource | undefined;
  /** Shows events under "Test events" of the Events Manager. */
  testEventCode?: string | undefined;
  /** Names a platform that sends for others, as TikTok has agreed it with them. */
  partnerName?: string | undefined;
  /** ISO 3166-1 code that phone numbers without a country code belong to. */
  defaultCountry?: string | undefined;
  /** Limited data use, of all events or of some. Default: false. */
  limitedDataUse?: LimitedDataUse | undefined;
  /** Events in one request, at most 1,000. Default: 1,000. */
  batchSize?: number | undefined;
  /** Default: `https://business-api.tiktok.com`. */
  endpoint?: string | undefined;
}

const MOST_EVENTS = 1_000;

const OWN_OPTIONS: OwnOptions<TikTokOptions> = {
  pixelCode: true,
  accessToken: true,
  eventSource: true,
  testEventCode: true,
  partnerName: true,
  defaultCountry: true,
  limitedDataUse: true,
  batchSize: true,
  endpoint: true,
};

/**
 * TikTok Events API 2.0: `track`, `page` and `screen` events, with personal data hashed, deduplicated by `eventId`
 * (which the pixel in the browser sends too) or `messageId`. TikTok takes no custom properties.
 *
 * @throws PeekError `PEEK_E_DESTINATION_OPTION`, `PEEK_E_DESTINATION_URL`
 * @see https://business-api.tiktok.com/portal/docs?id=1771100865818625
 *
 * @example
 * ```ts
 * tiktok({ pixelCode: "C4AB12", accessToken: process.env.TIKTOK_ACCESS_TOKEN! });
 * ```
 */
export function tiktok(options: TikTokOptions): Destination {
  const { name = "tiktok", eventSource = "web", testEventCode, batchSize = MOST_EVENTS } = options;
  checkOptionNames(name, options, OWN_OPTIONS);
  const pixelCode = requireText(name, "pixelCode", options.pixelCode);
  const accessToken = requireText(name, "accessToken", options.accessToken);
  const endpoint = checkUrl(name, options.endpoint ?? "https://business-api.tiktok.com");
  checkCommonOptions(name, options);
  checkChoice(name, "eventSource", eventSource, TIKTOK_SOURCES);
  if (!(batchSize >= 1)) throw optionError(name, "batchSize", "must be at least 1");
  const url = `${endpoint}/open_api/v1.3/event/track/`;
  return defineDestination<TikTokEvent>(
    {
      name: "tiktok",
      aliases: ["TikTok Conversions", "TikTok Ads", "TikTok Events API"],
      limits: {
        events: Math.min(MOST_EVENTS, Math.floor(batchSize)),
        maxAge: maxAge(7),
      },
      secrets: [accessToken],
      map: (event, context) => mapTikTokEvent(event, context, options),
      async send(batch, { post }) {
        const body = {
          event_source: eventSource,
          event_source_id: pixelCode,
          test_event_code: testEventCode,
          partner_name: options.partnerName,
          data: batch.map(({ payload }) => payload),
        };
        return judgeTikTok(await post({ url, body, headers: { "access-token": accessToken } }));
      },
    },
    options,
  );
}
