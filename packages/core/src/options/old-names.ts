import { optionError } from "./option-error.ts";

const TLS = ["tls", ", of `ca`, `cert` and `key` alone"] as const;

/** Options of PeekAPI's, Serla's, RudderStack's and Segment's clients: what they are here, and how the value differs. */
const OUR_NAMES: Readonly<Record<string, readonly [name: string, hint?: string]>> = {
  axiosConfig: TLS,
  axiosInstance: TLS,
  axiosRetryConfig: ["maxRetries", ", a number"],
  collectQueryString: ["captureQuery"],
  dataPlaneUrl: ["endpoint"],
  disable: ["disabled"],
  enable: ["disabled", ", with the opposite value"],
  errorHandler: ["onError"],
  flushAt: ["batchSize"],
  flushIntervalMs: ["flushInterval"],
  host: ["endpoint"],
  httpRequestTimeout: ["timeout"],
  logLevel: ["debug", ", true or false; troubles go to `onError`"],
  maxEventsInBatch: ["batchSize"],
  maxInternalQueueSize: ["maxBufferSize"],
  path: ["endpoint", ", a URL with that path"],
  retryCount: ["maxRetries"],
  tlsOptions: TLS,
  writeKey: ["apiKey"],
};

/**
 * Another client's option would be without effect, and nobody would see why.
 *
 * @throws {PeekError} `PEEK_E_OPTION`, naming ours
 */
export function refuseOldNames(given: object): void {
  for (const name of Object.keys(given)) {
    if (!Object.hasOwn(OUR_NAMES, name)) continue;
    const [ours, hint = ""] = OUR_NAMES[name]!;
    throw optionError(`\`${name}\` is another client's option. Here it is \`${ours}\`${hint}.`);
  }
}
