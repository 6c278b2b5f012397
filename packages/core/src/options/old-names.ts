import { PeekError } from "@peekjs/protocol";

/** Options of PeekAPI's, Serla's, RudderStack's and Segment's clients, with what they are here. */
const OUR_NAMES: Readonly<Record<string, string>> = {
  axiosConfig: "tls",
  axiosInstance: "tls",
  axiosRetryConfig: "maxRetries",
  collectQueryString: "captureQuery",
  dataPlaneUrl: "endpoint",
  disable: "disabled",
  enable: "disabled",
  errorHandler: "onError",
  flushAt: "batchSize",
  flushIntervalMs: "flushInterval",
  host: "endpoint",
  httpRequestTimeout: "timeout",
  logLevel: "debug",
  maxEventsInBatch: "batchSize",
  maxInternalQueueSize: "maxBufferSize",
  path: "endpoint",
  retryCount: "maxRetries",
  tlsOptions: "tls",
  writeKey: "apiKey",
};

/**
 * Another client's option would be without effect, and nobody would see why.
 *
 * @throws {PeekError} `PEEK_E_OPTION`, naming ours
 */
export function refuseOldNames(given: object): void {
  for (const name of Object.keys(given)) {
    if (!Object.hasOwn(OUR_NAMES, name)) continue;
    throw new PeekError(
      "PEEK_E_OPTION",
      `${name} is another client's option, here it is ${OUR_NAMES[name]}.`,
    );
  }
}
