// Literals throughout: a bundler removes an unused object of constants, but not one that it would have to compute.

/** Longest texts in UTF-16 code units; what is longer is cut on a code-point boundary. */
export const TEXT_LIMITS = {
  method: 16,
  route: 1_024,
  path: 2_048,
  query: 2_048,
  outcome: 16,
  consumer: 256,
  consumerName: 256,
  consumerGroup: 256,
  consumerSource: 16,
  errorType: 256,
  errorMessage: 1_024,
  errorStack: 8_192,
  traceId: 32,
  spanId: 16,
  protocol: 8,
  userAgent: 512,
  clientAddress: 64,
  requestBody: 65_536,
  responseBody: 65_536,
} as const;

/** Longest name of a product event. */
export const EVENT_NAME_LIMIT = 256;

/** What a collector accepts in one native envelope. */
export const ENVELOPE_LIMITS = {
  /** Bytes as sent: 5 MiB. */
  bodyBytes: 5_242_880,
  /** Bytes after inflating, counted while inflating: 20 MiB. */
  inflatedBytes: 20_971_520,
  /** Nesting of arrays and objects, scanned before parsing. */
  depth: 32,
  /** Objects and arrays in the whole body, scanned before parsing: bounds what parsing may allocate. */
  containers: 500_000,
  /** Requests, events and summaries together. */
  records: 10_000,
  /** A client's dictionary of texts, per group. */
  strings: 200_000,
} as const;

/** Longest texts of what describes a client, in UTF-16 code units. */
export const RESOURCE_LIMITS = {
  service: 128,
  serviceVersion: 128,
  environment: 64,
  host: 256,
  sdk: 128,
  code: 64,
  detail: 1_024,
} as const;

/** What one request's metadata or headers, or one product event, may hold. */
export const ATTRIBUTE_LIMITS = {
  count: 256,
  key: 128,
  /** Longer values are cut. */
  value: 4_096,
  /** Ids of users, groups and messages. */
  id: 256,
} as const;

/** How far a corrected timestamp may lie from the time of arrival, in milliseconds: 7 days and 5 minutes. */
export const TIMESTAMP_WINDOW = {
  past: 604_800_000,
  future: 300_000,
} as const;

/** The latest time of a product event, milliseconds since 1970: the end of the year 9999. The earliest is 0. */
export const LAST_EVENT_TIME = 253_402_300_799_999;

/** How long a product event's messageId is remembered, in milliseconds: 24 hours. */
export const MESSAGE_ID_WINDOW = 86_400_000;

/** Clock differences up to this many milliseconds are not corrected. */
export const CLOCK_SKEW_TOLERANCE = 2_000;

/** Object keys that are dropped wherever a client sends them. */
export const FORBIDDEN_KEYS: ReadonlySet<string> = new Set([
  "__proto__",
  "constructor",
  "prototype",
]);
