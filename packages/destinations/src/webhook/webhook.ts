import type { Destination } from "@peekjs/protocol";
import { checkOptionNames, type OwnOptions } from "../check-option-names.ts";
import { checkCommonOptions } from "../check-options.ts";
import { defineDestination } from "../define-destination.ts";
import { checkUrl } from "../http/check-url.ts";
import { headerSecrets } from "../http/header-secrets.ts";
import { judgeStatus } from "../http/judge.ts";
import { urlSecrets } from "../http/url-secrets.ts";
import { mapOpenEvent, type OpenEvent, type PersonalData } from "../open/open-event.ts";
import type { DestinationOptions } from "../options.ts";
import { sha256 } from "../personal/sha256.ts";
import { readSecret, sign } from "./sign.ts";

export interface WebhookOptions extends DestinationOptions {
  /** https, or http on loopback. */
  url: string;
  /** `whsec_` and base64, as Standard Webhooks has it. Several while a receiver changes its own. */
  secret: string | readonly string[];
  /** Default: `hash`. */
  personalData?: PersonalData | undefined;
  /** Sent with every request. */
  headers?: Record<string, string> | undefined;
}

const OWN_OPTIONS: OwnOptions<WebhookOptions> = {
  url: true,
  secret: true,
  personalData: true,
  headers: true,
};

/**
 * Posts each event to a URL of one's own, signed as Standard Webhooks specifies: `webhook-id` is the event's id at
 * every attempt, the body `{ type, timestamp, data }`.
 *
 * @throws PeekError `PEEK_E_DESTINATION_OPTION`, `PEEK_E_DESTINATION_URL`
 * @see https://www.standardwebhooks.com
 *
 * @example
 * ```ts
 * webhook({ url: "https://example.com/hooks/peek", secret: process.env.WEBHOOK_SECRET! });
 * ```
 */
export function webhook(options: WebhookOptions): Destination {
  const { name = "webhook", personalData = "hash", headers = {} } = options;
  checkOptionNames(name, options, OWN_OPTIONS);
  const url = checkUrl(name, options.url);
  checkCommonOptions(name, options);
  const secrets = [options.secret].flat();
  const keys = secrets.map((secret) => readSecret(name, secret));
  return defineDestination<OpenEvent>(
    {
      name: "webhook",
      limits: { events: 1, concurrency: 4 },
      secrets: [...secrets, ...headerSecrets(headers), ...urlSecrets(url)],
      map: (event, context) => mapOpenEvent(event, context, personalData),
      async send([item], { post }) {
        const { payload } = item!;
        const id = headerId(item!.id);
        const { type, timestamp: at } = payload;
        const body = JSON.stringify({ type, timestamp: at, data: payload });
        const timestamp = Math.floor(Date.now() / 1_000);
        const signature = await sign(keys, { id, timestamp, body });
        const signed = {
          "webhook-id": id,
          "webhook-timestamp": String(timestamp),
          "webhook-signature": signature,
        };
        return judgeStatus(await post({ url, body, headers: { ...headers, ...signed } }));
      },
    },
    options,
  );
}

/** Ids are the app's: what no header can carry goes as its hash. */
function headerId(id: string): string {
  return /^[\x21-\x7e]+$/.test(id) ? id : sha256(id);
}
