import type { ProductEvent } from "./product-event.ts";
import type { RequestRecord } from "./request-record.ts";
import type { RequestSummary } from "./summary.ts";
import type { WireColumns } from "./wire-columns.ts";

/** Version of the native envelope. */
export const ENVELOPE_VERSION = 1;

/** The body of `POST /v1/ingest`. A hand-written client may put the records at the top instead of in groups. */
export interface Envelope {
  version: typeof ENVELOPE_VERSION;
  sdk?: Sdk;
  resource?: Resource;
  /** Random id of the client, made at its first record. Scope of the record numbers. */
  instance?: string;
  /** The client's clock when it sent, milliseconds since 1970. */
  sentAt?: number;
  stats?: ClientStats;
  /** Requests still running: method, route, count. */
  open?: [method: string, route: string | null, count: number][];
  /** Numbers that will never come. */
  lost?: LostRange[];
  diagnostics?: Diagnostic[];
  groups?: Group[];
  requests?: Partial<RequestRecord>[] | WireColumns;
  events?: ProductEvent[];
  summaries?: RequestSummary[];
  first?: number;
  last?: number;
}

/** Consecutive records, decided once: record number = first + index through requests, events, summaries. */
export interface Group {
  first: number;
  last: number;
  requests?: Partial<RequestRecord>[] | WireColumns;
  events?: ProductEvent[];
  summaries?: RequestSummary[];
}

export interface Sdk {
  name: string;
  version: string;
  /** E.g. `node 20.20.2`. */
  runtime?: string | undefined;
}

/** What reports: one process of one service in one environment. */
export interface Resource {
  service?: string | undefined;
  serviceVersion?: string | undefined;
  environment?: string | undefined;
  host?: string | undefined;
}

/** Cumulative per instance: accepted = delivered + spooled + pending + summarised + the sum of dropped. */
export interface ClientStats {
  accepted: number;
  delivered: number;
  /** On disk and no longer in memory. */
  spooled: number;
  /** In memory, written ahead or not. */
  pending: number;
  summarised: number;
  /** By reason, e.g. `buffer_full`. */
  dropped: Record<string, number>;
}

export interface LostRange {
  first: number;
  last: number;
  reason: string;
}

/** A trouble that the client found in how it is set up. */
export interface Diagnostic {
  code: string;
  detail: string;
}

/** The body of a 202. */
export interface IngestAnswer {
  accepted: number;
  /** Records that had been accepted before. */
  duplicates: number;
  rejected: RejectedRecord[];
  warnings: Diagnostic[];
}

export interface RejectedRecord {
  /** Record number, or the index in the body for a client that does not number. */
  number: number;
  code: string;
  detail: string;
}

/** An RFC 9457 problem, the body of every error. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  detail: string;
  /** Stable `PEEK_E_…` code. */
  code: string;
  /** Whether the same request may succeed later. */
  retryable: boolean;
}
