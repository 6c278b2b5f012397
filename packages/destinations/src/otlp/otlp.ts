import type { Destination } from "@peekjs/protocol";
import { checkOptionNames, type OwnOptions } from "../check-option-names.ts";
import { checkChoice, checkCommonOptions } from "../check-options.ts";
import { defineDestination } from "../define-destination.ts";
import { asNumber, firstText, member } from "../event/values.ts";
import { checkUrl } from "../http/check-url.ts";
import { headerSecrets } from "../http/header-secrets.ts";
import { describe, isPage, judgeUnreadable } from "../http/judge.ts";
import { urlSecrets } from "../http/url-secrets.ts";
import type { Reply } from "../http/reply.ts";
import type { PersonalData } from "../open/open-event.ts";
import type { DestinationOptions } from "../options.ts";
import {
  blocked,
  delivered,
  discarded,
  refused,
  rejected,
  retry,
  type Outcome,
} from "../outcome.ts";
import { readEnvironment } from "./environment.ts";
import { gzip } from "./gzip.ts";
import { mapLogRecord } from "./log-record.ts";
import { exportRequest, type OtlpPayload } from "./payload.ts";
import { mapSpan } from "./span.ts";

export interface OtlpOptions extends DestinationOptions {
  /** Base URL; `/v1/logs` and `/v1/traces` are put behind it. Default: `OTEL_EXPORTER_OTLP_ENDPOINT`. */
  endpoint?: string | undefined;
  /** Default: `OTEL_EXPORTER_OTLP_HEADERS`. */
  headers?: Record<string, string> | undefined;
  /** Default: `OTEL_EXPORTER_OTLP_COMPRESSION`, else `none`. */
  compression?: "gzip" | "none" | undefined;
  /** What becomes of personal data in product events. Default: `hash`. */
  personalData?: PersonalData | undefined;
}

/** The only statuses after which OTLP allows the same request again. */
const RETRYABLE: ReadonlySet<number> = new Set([429, 502, 503, 504]);

/** Statuses that say nothing of the data. */
const NOT_THE_DATA: ReadonlySet<number> = new Set([
  301, 302, 303, 307, 308, 401, 403, 404, 405, 415,
]);

const OWN_OPTIONS: OwnOptions<OtlpOptions> = {
  endpoint: true,
  headers: true,
  compression: true,
  personalData: true,
};

/**
 * Any receiver of OTLP/HTTP with JSON: product events as log records, requests as server spans.
 *
 * @throws PeekError `PEEK_E_DESTINATION_OPTION`, `PEEK_E_DESTINATION_URL`
 * @see https://opentelemetry.io/docs/specs/otlp/#otlphttp
 *
 * @example
 * ```ts
 * otlp({ endpoint: "https://otlp.example.com", headers: { authorization: `Bearer ${token}` } });
 * ```
 */
export function otlp(options: OtlpOptions = {}): Destination {
  const environment = readEnvironment();
  const { name = "otlp", personalData = "hash" } = options;
  checkOptionNames(name, options, OWN_OPTIONS);
  const headers = options.headers ?? environment.headers;
  const endpoint = checkUrl(name, options.endpoint ?? environment.endpoint ?? "").replace(
    /\/$/,
    "",
  );
  checkCommonOptions(name, options);
  checkChoice(name, "compression", options.compression, ["gzip", "none"]);
  const isCompressed = (options.compression ?? environment.compression) === "gzip";
  return defineDestination<OtlpPayload>(
    {
      name: "otlp",
      limits: { events: 1_000, bytes: 4_000_000, concurrency: 2 },
      secrets: [...headerSecrets(headers), ...urlSecrets(endpoint)],
      map: (event, context) => mapLogRecord(event, context, personalData),
      mapRequest: mapSpan,
      group: ({ signal, resource }) => JSON.stringify([signal, resource]),
      async send(batch, { post }) {
        const payloads = batch.map(({ payload }) => payload);
        const url = `${endpoint}/v1/${payloads[0]!.signal}`;
        const json = JSON.stringify(exportRequest(payloads));
        const reply = isCompressed
          ? await post({
              url,
              body: await gzip(json),
              headers: { ...headers, "content-encoding": "gzip" },
            })
          : await post({ url, body: json, headers });
        return judgeOtlp(reply, batch.length);
      },
    },
    { ...(environment.timeout === undefined ? {} : { timeout: environment.timeout }), ...options },
  );
}

function judgeOtlp(reply: Reply, count: number): Outcome | readonly Outcome[] {
  const { status, retryAfter } = reply;
  if (status >= 200 && status < 300) {
    if (isPage(reply)) return judgeUnreadable(reply, "a receiver of OTLP");
    return judgePartialSuccess(reply, count);
  }
  if (RETRYABLE.has(status)) return retry(describe(reply), retryAfter);
  return NOT_THE_DATA.has(status) ? blocked(describe(reply)) : refused(describe(reply));
}

/** OTLP says how many records were rejected, not which, and forbids to send any of them again. */
function judgePartialSuccess({ status, json }: Reply, count: number): Outcome | readonly Outcome[] {
  const partial = member(json, "partialSuccess");
  const told = ["rejectedLogRecords", "rejectedSpans"].map((key) => asNumber(member(partial, key)));
  const lost = Math.floor(told.find((number) => number !== undefined) ?? 0);
  if (!(lost > 0)) return delivered;
  const failure = {
    reason: `answered ${status}, rejected ${lost} of ${count} records`,
    answer: firstText(partial, "errorMessage"),
  };
  if (lost >= count) return rejected(failure);
  return Array.from({ length: count }, (_, i) => (i < lost ? discarded(failure) : delivered));
}
