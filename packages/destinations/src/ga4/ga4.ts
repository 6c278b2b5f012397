import type { Destination, ProductEvent } from "@peekjs/protocol";
import { checkOptionNames, type OwnOptions } from "../check-option-names.ts";
import { checkCommonOptions } from "../check-options.ts";
import { defineDestination } from "../define-destination.ts";
import { maxAge } from "../event/age.ts";
import { asText, member } from "../event/values.ts";
import { checkUrl } from "../http/check-url.ts";
import { isPage, judgeStatus, judgeUnreadable } from "../http/judge.ts";
import type { Reply } from "../http/reply.ts";
import { requireText, type DestinationOptions } from "../options.ts";
import { delivered, refused, type Outcome } from "../outcome.ts";
import { checkConsent } from "./consent.ts";
import { mapGa4Event, type Ga4Payload } from "./event.ts";

export interface Ga4Consent {
  /** Whether Google may use the data for advertising. */
  adUserData?: boolean | undefined;
  /** Whether it may personalise advertising. */
  adPersonalization?: boolean | undefined;
}

export interface Ga4Options extends DestinationOptions {
  /** `G-…`; for a website's stream. */
  measurementId?: string | undefined;
  apiSecret: string;
  /** For an app's stream, in place of the measurement id's. */
  firebaseAppId?: string | undefined;
  /** Sends to Google's validation server, which records nothing and says what is wrong. Default: false. */
  validate?: boolean | undefined;
  /** Consent, of all events or by event. Default: `context.consent`'s `ad_user_data` and `ad_personalization`. */
  consent?: Ga4Consent | ((event: ProductEvent) => Ga4Consent) | undefined;
  /** ISO 3166-1 code that phone numbers without a country code belong to. */
  defaultCountry?: string | undefined;
  /** Passes the client's address on, from which Google tells where it is. Default: false. */
  sendIp?: boolean | undefined;
  /** Default: `https://www.google-analytics.com`; `https://region1.google-analytics.com` collects in the EU. */
  endpoint?: string | undefined;
}

const OWN_OPTIONS: OwnOptions<Ga4Options> = {
  measurementId: true,
  apiSecret: true,
  firebaseAppId: true,
  validate: true,
  consent: true,
  defaultCountry: true,
  sendIp: true,
  endpoint: true,
};

/**
 * GA4 Measurement Protocol: `track`, `page` and `screen` events. Google answers 2xx to whatever it is sent, so that
 * names and limits are checked before, and `validate` shows what is wrong.
 *
 * @throws PeekError `PEEK_E_DESTINATION_OPTION`, `PEEK_E_DESTINATION_URL`
 * @see https://developers.google.com/analytics/devguides/collection/protocol/ga4
 *
 * @example
 * ```ts
 * ga4({ measurementId: "G-1234567890", apiSecret: process.env.GA4_API_SECRET! });
 * ```
 */
export function ga4(options: Ga4Options): Destination {
  const { name = "ga4", validate = false, firebaseAppId } = options;
  checkOptionNames(name, options, OWN_OPTIONS);
  const apiSecret = requireText(name, "apiSecret", options.apiSecret);
  const endpoint = checkUrl(name, options.endpoint ?? "https://www.google-analytics.com");
  checkCommonOptions(name, options);
  checkConsent(name, options.consent);
  const query = new URLSearchParams({
    ...(firebaseAppId === undefined
      ? { measurement_id: requireText(name, "measurementId", options.measurementId) }
      : { firebase_app_id: requireText(name, "firebaseAppId", firebaseAppId) }),
    api_secret: apiSecret,
  });
  const url = `${endpoint}${validate ? "/debug" : ""}/mp/collect?${query.toString()}`;
  return defineDestination<Ga4Payload>(
    {
      name: "ga4",
      aliases: [
        "GA4",
        "Google Analytics 4",
        "Google Analytics 4 Cloud",
        "Google Analytics 4 (GA4)",
      ],
      // A sender is sent once per request, yet counted with each event: that stays well below Google's 130 kB.
      limits: { events: 25, bytes: 100_000, maxAge: maxAge(3), concurrency: 8 },
      secrets: [apiSecret],
      map: (event, context) => mapGa4Event(event, context, options),
      group: ({ sender }) => JSON.stringify(sender),
      async send(batch, { post }) {
        const events = batch.map(({ payload }) => payload.event);
        const { sender } = batch[0]!.payload;
        const body = { ...sender, timestamp_micros: events[0]!.timestamp_micros, events };
        if (!validate) return judgeCollect(await post({ url, body }));
        const strict = { ...body, validation_behavior: "ENFORCE_RECOMMENDATIONS" };
        return judgeValidation(await post({ url, body: strict }));
      },
    },
    options,
  );
}

/** Google says nothing of what it is sent: 204, without a body. */
function judgeCollect(reply: Reply): Outcome {
  const outcome = judgeStatus(reply);
  return outcome === delivered && isPage(reply) ? judgeUnreadable(reply, "Google") : outcome;
}

function judgeValidation(reply: Reply): Outcome {
  const outcome = judgeStatus(reply);
  if (outcome !== delivered) return outcome;
  const messages = member(reply.json, "validationMessages");
  if (!Array.isArray(messages)) return judgeUnreadable(reply, "Google's validation server");
  if (messages.length === 0) return delivered;
  const texts = messages.map((message: unknown) =>
    ["fieldPath", "validationCode", "description"]
      .map((key) => asText(member(message, key)))
      .filter((text) => text !== undefined)
      .join(" "),
  );
  return refused({ reason: `answered ${reply.status}`, answer: texts.join("; ") });
}
