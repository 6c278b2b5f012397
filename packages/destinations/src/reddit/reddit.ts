import type { Destination } from "@peekjs/protocol";
import { checkOptionNames, type OwnOptions } from "../check-option-names.ts";
import { checkChoice, checkCommonOptions } from "../check-options.ts";
import { defineDestination } from "../define-destination.ts";
import { maxAge } from "../event/age.ts";
import type { LimitedDataUse } from "../event/limited-data-use.ts";
import { checkUrl } from "../http/check-url.ts";
import { requireText, type DestinationOptions } from "../options.ts";
import { judgeReddit } from "./judge.ts";
import {
  mapRedditEvent,
  REDDIT_ACTION_SOURCES,
  type RedditActionSource,
  type RedditEvent,
} from "./conversion-event.ts";

export interface RedditOptions extends DestinationOptions {
  pixelId: string;
  /** A conversion token of the pixel. */
  conversionToken: string;
  /** Shows events under "Event testing" of the pixel. */
  testId?: string | undefined;
  /** Names a platform that sends for others, as Reddit has agreed it with them. */
  partner?: string | undefined;
  /** Default: `APP` or `WEBSITE` where the context tells, else `OTHER`. */
  actionSource?: RedditActionSource | undefined;
  /** ISO 3166-1 code that phone numbers without a country code belong to. */
  defaultCountry?: string | undefined;
  /** Limited data use, of all events or of some. Default: false. */
  limitedDataUse?: LimitedDataUse | undefined;
  /** ISO 3166-1 country where limited data use applies. Default: Reddit finds out. */
  dataProcessingCountry?: string | undefined;
  /** ISO 3166-2 region. */
  dataProcessingRegion?: string | undefined;
  /** Default: `https://ads-api.reddit.com`. */
  endpoint?: string | undefined;
}

const OWN_OPTIONS: OwnOptions<RedditOptions> = {
  pixelId: true,
  conversionToken: true,
  testId: true,
  partner: true,
  actionSource: true,
  defaultCountry: true,
  limitedDataUse: true,
  dataProcessingCountry: true,
  dataProcessingRegion: true,
  endpoint: true,
};

/**
 * Reddit Conversions API v3: `track`, `page` and `screen` events, with personal data and the client's address hashed,
 * deduplicated by `eventId` (which the pixel in the browser sends too) or `messageId`. Reddit takes no custom
 * properties.
 *
 * @throws PeekError `PEEK_E_DESTINATION_OPTION`, `PEEK_E_DESTINATION_URL`
 * @see https://ads-api.reddit.com/docs/v3
 *
 * @example
 * ```ts
 * reddit({ pixelId: "a2_1234", conversionToken: process.env.REDDIT_TOKEN! });
 * ```
 */
export function reddit(options: RedditOptions): Destination {
  const { name = "reddit", testId, partner } = options;
  checkOptionNames(name, options, OWN_OPTIONS);
  const pixelId = requireText(name, "pixelId", options.pixelId);
  const token = requireText(name, "conversionToken", options.conversionToken);
  const endpoint = checkUrl(name, options.endpoint ?? "https://ads-api.reddit.com");
  checkCommonOptions(name, options);
  checkChoice(name, "actionSource", options.actionSource?.toUpperCase(), REDDIT_ACTION_SOURCES);
  const url = `${endpoint}/api/v3/pixels/${encodeURIComponent(pixelId)}/conversion_events`;
  return defineDestination<RedditEvent>(
    {
      name: "reddit",
      aliases: ["Reddit Conversions API", "Reddit Conversions Api", "Reddit"],
      limits: { events: 1_000, bytes: 950_000, maxAge: maxAge(7) },
      secrets: [token],
      map: (event, context) => mapRedditEvent(event, context, options),
      async send(batch, { post }) {
        const events = batch.map(({ payload }) => payload);
        const body = { data: { test_id: testId, partner, events } };
        const headers = { authorization: `Bearer ${token}` };
        return judgeReddit(await post({ url, body, headers }));
      },
    },
    options,
  );
}
