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

// The envelope
export type * from "./envelope.ts";
export { ENVELOPE_VERSION } from "./envelope.ts";
export {
  CLOCK_SKEW_TOLERANCE,
  ENVELOPE_LIMITS,
  EVENT_NAME_LIMIT,
  FORBIDDEN_KEYS,
  TEXT_LIMITS,
  TIMESTAMP_WINDOW,
} from "./limits.ts";

// The store and what is read from it
export type * from "./store.ts";
export { StoreBusyError } from "./store.ts";
export type * from "./read-api.ts";
export { DIMENSIONS, METRICS, TOP_ORDERS } from "./read-api.ts";
export type * from "./filter.ts";
export { FILTER_FIELDS } from "./filter.ts";

// Errors
export type { PeekErrorOptions } from "./peek-error.ts";
export { PeekError } from "./peek-error.ts";
