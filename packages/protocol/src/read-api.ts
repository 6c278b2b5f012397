import type { Filter } from "./filter.ts";
import type { StoredRequest } from "./request-columns.ts";

/** Milliseconds since 1970; `from` included, `to` excluded. */
export interface TimeRange {
  from: number;
  to: number;
}

/**
 * What a series or a table shows. Latencies are in milliseconds and count exchanges that `completed` only; rates are
 * 0 … 1; error_rate is 5xx and server aborts over all requests, client_error_rate 4xx over all requests.
 */
export type Metric = (typeof METRICS)[number];

export const METRICS = [
  "requests",
  "error_rate",
  "client_error_rate",
  "p50",
  "p95",
  "p99",
  "request_bytes",
  "response_bytes",
  "consumers",
] as const;

export type Dimension = (typeof DIMENSIONS)[number];

/** `endpoint` is method and route together. */
export const DIMENSIONS = [
  "endpoint",
  "consumer",
  "status",
  "status_class",
  "method",
  "service",
  "environment",
] as const;

export interface TimeseriesQuery extends TimeRange {
  /** Milliseconds between points; from and to are widened to multiples of it. */
  step: number;
  metrics: Metric[];
  /** Splits each metric into one series per value. */
  by?: Dimension | undefined;
  filter: Filter;
}

export interface Timeseries extends TimeRange {
  step: number;
  /** Start of each interval, milliseconds since 1970. */
  times: number[];
  series: Series[];
}

export interface Series {
  metric: Metric;
  /** Value of the `by` dimension. */
  key?: string | undefined;
  /** One per time; null where there is nothing to tell (a percentile of no requests). */
  values: (number | null)[];
}

export interface TopQuery extends TimeRange {
  dimension: Dimension;
  order: TopOrder;
  limit: number;
  filter: Filter;
}

export type TopOrder = (typeof TOP_ORDERS)[number];

/** Always descending. */
export const TOP_ORDERS = [
  "requests",
  "error_rate",
  "client_error_rate",
  "p50",
  "p95",
  "p99",
  "last_seen",
] as const;

export interface TopResult extends TimeRange {
  rows: TopRow[];
  /** Over all values of the dimension, also those beyond the limit. */
  total: TopTotals;
}

export interface TopTotals {
  requests: number;
  /** 4xx. */
  clientErrors: number;
  /** 5xx and server aborts. */
  serverErrors: number;
  requestBytes: number;
  responseBytes: number;
  /** Milliseconds; null without a completed request. */
  p50: number | null;
  p95: number | null;
  p99: number | null;
}

export interface TopRow extends TopTotals {
  /** Consumer id, status, service …; for an endpoint `METHOD route`; null = unmatched or anonymous. */
  key: string | null;
  /** For an endpoint. */
  method?: string | undefined;
  route?: string | null | undefined;
  /** For a consumer, when the app gave one. */
  name?: string | undefined;
  /** Distinct consumers; absent where the dimension is the consumer. */
  consumers?: number | undefined;
  /** Milliseconds since 1970. */
  lastSeen: number;
}

export interface RequestsQuery extends TimeRange {
  filter: Filter;
  /** 1 … 500. */
  limit: number;
  cursor?: string | undefined;
}

export interface RequestsPage {
  requests: StoredRequest[];
  /** For the next, older page; absent at the end. */
  cursor?: string | undefined;
}

export interface ServiceInfo {
  service: string;
  environments: string[];
  /** Milliseconds since 1970. */
  firstSeen: number;
  lastSeen: number;
}

/** `GET /peek/v1/status`: what the empty state and the settings show. */
export interface CollectorStatus {
  version: string;
  startedAt: number;
  mode: "development" | "production" | "demo";
  /** Where clients send to. */
  ingestUrl: string;
  /** Requests accepted since the start of this process. */
  received: number;
  /** Whether the store holds any request. */
  hasData: boolean;
  clients: ClientInfo[];
  /** Refused batches of the last minute, by reason. */
  refused: RefusedInfo[];
  bytesOnDisk: number;
  backlogRecords: number;
}

export interface ClientInfo {
  service: string;
  environment: string;
  /** E.g. `@peekjs/express 1.0.0`. */
  sdk: string;
  runtime?: string | undefined;
  connectedAt: number;
  lastSeen: number;
  requests: number;
  diagnostics: { code: string; detail: string }[];
}

export interface RefusedInfo {
  code: string;
  detail: string;
  count: number;
  lastAt: number;
}

/** One SSE connection per tab: `event: hello | requests | reset`. */
export interface StreamHello {
  version: string;
}

/** `event: requests`: what was acknowledged, newest last. */
export interface StreamRequests {
  requests: StoredRequest[];
  /** How many requests these stand for: more than the list's length when the rate is too high to show each. */
  of: number;
}
