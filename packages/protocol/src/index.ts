// Requests
export type * from "./request-record.ts";
export {
  CONSUMER_SOURCES,
  NUMBER_FIELDS,
  OBJECT_FIELDS,
  OUTCOMES,
  TEXT_FIELDS,
} from "./request-record.ts";
export type { RequestColumns, StoredRequest } from "./request-columns.ts";
export type { WireColumns } from "./wire-columns.ts";

// Product events and summaries
export type { ProductEvent, ProductEventType } from "./product-event.ts";
export { PRODUCT_EVENT_TYPES } from "./product-event.ts";
export type { RequestSummary } from "./summary.ts";
export type { HistogramData } from "./histogram.ts";
export { ExponentialHistogram } from "./histogram.ts";
export { BUCKET_RANGE, bucketIndex, HISTOGRAM_SCALE } from "./bucket-index.ts";
export type { Interval } from "./interval-set.ts";
export { IntervalSet } from "./interval-set.ts";

// The envelope
export type * from "./envelope.ts";
export { ENVELOPE_VERSION } from "./envelope.ts";
export {
  ATTRIBUTE_LIMITS,
  CLOCK_SKEW_TOLERANCE,
  ENVELOPE_LIMITS,
  EVENT_NAME_LIMIT,
  FORBIDDEN_KEYS,
  LAST_EVENT_TIME,
  MESSAGE_ID_WINDOW,
  RESOURCE_LIMITS,
  TEXT_LIMITS,
  TIMESTAMP_WINDOW,
} from "./limits.ts";

// Reading what arrives
export type { EnvelopeContext, EnvelopeReading } from "./decode/read-envelope.ts";
export { readEnvelope } from "./decode/read-envelope.ts";
export { EnvelopeError } from "./decode/envelope-error.ts";
export { parseJson } from "./decode/parse-json.ts";
export { normalizeText } from "./decode/text-values.ts";
export { sanitize } from "./decode/json-object.ts";
export type { DecodeRowsContext } from "./decode/decode-rows.ts";
export { decodeRows } from "./decode/decode-rows.ts";
export { requestAt } from "./request-at.ts";

// Writing what is sent
export { encodeRequestRows } from "./encode/encode-request-rows.ts";
export { encodeRequests } from "./encode/encode-requests.ts";
export { RequestColumnsWriter } from "./encode/request-columns-writer.ts";
export { codePointEnd, truncate } from "./truncate.ts";

// Keys
export type { PeekKey, PeekKeyKind } from "./key/peek-key.ts";
export { maskKey, parsePeekKey } from "./key/peek-key.ts";
export type { CreatedPeekKey } from "./key/create-key.ts";
export { createPeekKey } from "./key/create-key.ts";
export { crc32 } from "./key/crc32.ts";

// The store and what is read from it
export type * from "./store.ts";
export { StoreBusyError } from "./store.ts";
export type * from "./read-api.ts";
export type * from "./completeness.ts";
export type * from "./product-queries.ts";
export type * from "./session-queries.ts";
export { SESSION_DIMENSIONS, SESSION_ORDERS, WEB_VITALS } from "./session-queries.ts";
export { DIMENSIONS, METRICS, TOP_ORDERS } from "./read-api.ts";
export type * from "./filter.ts";
export { FILTER_FIELDS } from "./filter.ts";
export type { FilterError } from "./filter/parse-filter.ts";
export { parseFilter } from "./filter/parse-filter.ts";
export { formatFilter } from "./filter/format-filter.ts";
export { matchesFilter } from "./filter/matches-filter.ts";

// Where events go on to
export type * from "./destination.ts";
export { HAND_OVER_LIMIT } from "./destination.ts";

// Errors
export type { PeekErrorOptions } from "./peek-error.ts";
export { PeekError } from "./peek-error.ts";
