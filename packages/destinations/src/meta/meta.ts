import type { Destination } from "@peekjs/protocol";
import { checkOptionNames, type OwnOptions } from "../check-option-names.ts";
import { checkChoice, checkCommonOptions } from "../check-options.ts";
import { defineDestination } from "../define-destination.ts";
import type { LimitedDataUse } from "../event/limited-data-use.ts";
import { checkUrl } from "../http/check-url.ts";
import { requireText, type DestinationOptions } from "../options.ts";
import { judgeMeta } from "./judge.ts";
import {
  ACTION_SOURCES,
  mapMetaEvent,
  type ActionSource,
  type MetaServerEvent,
} from "./server-event.ts";

export interface MetaOptions extends DestinationOptions {
  /** Id of the pixel or dataset. */
  pixelId: string;
  accessToken: string;
  /** Version of the Graph API. Default: `v24.0`. */
  apiVersion?: string | undefined;
  /** Shows events under "Test events" of the Events Manager, e.g. `TEST123`. */
  testEventCode?: string | undefined;
  /** Names a platform or agency that sends for others, as Meta has agreed it with them: `partner_agent`. */
  partnerAgent?: string | undefined;
  /** Default: `app` or `website` where the context tells, else `system_generated`. */
  actionSource?: ActionSource | undefined;
  /** ISO 3166-1 code that phone numbers without a country code belong to. Default: they go as they are. */
  defaultCountry?: string | undefined;
  /** Limited data use, of all events or of some. Default: false. */
  limitedDataUse?: LimitedDataUse | undefined;
  /** Where limited data use applies: 1 United States, 0 Meta finds out. Default: 0. */
  dataProcessingCountry?: 0 | 1 | undefined;
  /** E.g. 1000 California; 0 Meta finds out. Default: 0. */
  dataProcessingState?: number | undefined;
  /** Default: `https://graph.facebook.com`. */
  endpoint?: string | undefined;
}

const OWN_OPTIONS: OwnOptions<MetaOptions> = {
  pixelId: true,
  accessToken: true,
  apiVersion: true,
  testEventCode: true,
  partnerAgent: true,
  actionSource: true,
  defaultCountry: true,
  limitedDataUse: true,
  dataProcessingCountry: true,
  dataProcessingState: true,
  endpoint: true,
};

/**
 * Meta Conversions API: `track`, `page` and `screen` events, with personal data hashed, deduplicated by `eventId`
 * (which the pixel in the browser sends too) or `messageId`.
 *
 * @throws PeekError `PEEK_E_DESTINATION_OPTION`, `PEEK_E_DESTINATION_URL`
 * @see https://developers.facebook.com/docs/marketing-api/conversions-api
 *
 * @example
 * ```ts
 * meta({ pixelId: "1234567890", accessToken: process.env.META_ACCESS_TOKEN!, defaultCountry: "US" });
 * ```
 */
export function meta(options: MetaOptions): Destination {
  const { name = "meta", apiVersion = "v24.0", testEventCode, partnerAgent } = options;
  checkOptionNames(name, options, OWN_OPTIONS);
  const pixelId = requireText(name, "pixelId", options.pixelId);
  const accessToken = requireText(name, "accessToken", options.accessToken);
  const endpoint = checkUrl(name, options.endpoint ?? "https://graph.facebook.com");
  checkCommonOptions(name, options);
  checkChoice(name, "actionSource", options.actionSource?.toLowerCase(), ACTION_SOURCES);
  const url = `${endpoint}/${apiVersion}/${encodeURIComponent(pixelId)}/events`;
  return defineDestination<MetaServerEvent>(
    {
      name: "meta",
      aliases: ["Facebook Conversions API", "Facebook Conversions API (Actions)", "Facebook Pixel"],
      limits: { events: 1_000 },
      secrets: [accessToken],
      map: (event, context) => mapMetaEvent(event, context, options),
      async send(batch, { post }) {
        const data = batch.map(({ payload }) => payload);
        // In the body, since URLs end up in logs.
        const body = {
          data,
          access_token: accessToken,
          test_event_code: testEventCode,
          partner_agent: partnerAgent,
        };
        return judgeMeta(await post({ url, body }), batch.length);
      },
    },
    options,
  );
}
