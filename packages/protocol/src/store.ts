import type { Completeness, CompletenessQuery } from "./completeness.ts";
import type { ClientStats, LostRange, Resource, Sdk } from "./envelope.ts";
import type { ProductEvent } from "./product-event.ts";
import type {
  Erasure,
  ProductEventCounts,
  ProductEventCountsQuery,
  ProductEventsPage,
  ProductEventsQuery,
  UserProfile,
  UserTimeline,
  UserTimelineQuery,
} from "./product-queries.ts";
import type {
  RequestsPage,
  RequestsQuery,
  ServiceInfo,
  Timeseries,
  TimeseriesQuery,
  TopQuery,
  TopResult,
} from "./read-api.ts";
import type { RequestColumns } from "./request-columns.ts";
import type {
  SessionsPage,
  SessionsQuery,
  SessionSummary,
  SessionSummaryQuery,
  SessionTimeline,
  SessionTimelineQuery,
} from "./session-queries.ts";
import type { RequestSummary } from "./summary.ts";

/**
 * Where events rest. The collector is handed one; the embedded store (DuckDB behind a log) and ClickHouse
 * implement it and answer alike.
 */
export interface Store {
  /**
   * Keeps a batch. Resolves when it is durable: what was acknowledged survives kill −9. Records whose numbers were
   * accepted before from the same instance (or whose idempotency key was seen) are not kept again, nor are product
   * events whose messageId came from the same service and environment within 24 hours.
   *
   * @throws {@link StoreBusyError} when the backlog is over its bound; the caller answers 503 with Retry-After.
   */
  append(batch: IngestBatch): Promise<AppendResult>;
  /**
   * When the first batch under each of these idempotency keys arrived, milliseconds since 1970; undefined for a key under
   * which none is kept. Waits for one that is being written.
   */
  knownSince(keys: readonly string[]): Promise<(number | undefined)[]>;
  timeseries(query: TimeseriesQuery): Promise<Timeseries>;
  top(query: TopQuery): Promise<TopResult>;
  /** Newest first. */
  requests(query: RequestsQuery): Promise<RequestsPage>;
  services(): Promise<ServiceInfo[]>;
  /**
   * How complete the store's picture is, by client. Clients that were not seen for 9 days may be forgotten. The range
   * is widened to the store's own steps of time, and given back so.
   */
  completeness(query: CompletenessQuery): Promise<Completeness>;
  /** Product events, the latest first. */
  productEvents(query: ProductEventsQuery): Promise<ProductEventsPage>;
  /** Product events by name over time. */
  productEventCounts(query: ProductEventCountsQuery): Promise<ProductEventCounts>;
  /** What is known of a user under any of the user's ids; undefined when nothing is. */
  user(id: string): Promise<UserProfile | undefined>;
  /** A user's events and requests, the latest first. */
  userTimeline(query: UserTimelineQuery): Promise<UserTimeline>;
  /** Sessions that began in a range, in an order. */
  sessions(query: SessionsQuery): Promise<SessionsPage>;
  /** One session with its events; undefined when it is not known. */
  sessionTimeline(query: SessionTimelineQuery): Promise<SessionTimeline | undefined>;
  /** Sessions over time, by a dimension, and their web vitals. */
  sessionSummary(query: SessionSummaryQuery): Promise<SessionSummary>;
  /** Rejects when a user cannot be erased now, on a full disk for instance, and with why. Absent: it always can. */
  checkErasure?(id: string): Promise<void>;
  /** Deletes what is kept of a user, under all ids. What others' records say stays; totals keep their counts. */
  eraseUser(id: string): Promise<Erasure>;
  status(): Promise<StoreStatus>;
  /**
   * Rejects when nothing can be kept at present, or soon, on a disk that is almost full for instance, and with why. Tells without
   * a batch to be kept, and is cheap enough to be asked often. Absent: what `status` tells is all.
   */
  checkWritable?(): Promise<void>;
  /** Resolves when everything acknowledged is loaded and closed. */
  close(): Promise<void>;
}

/** One validated envelope. */
export interface IngestBatch {
  /** The collector's clock, milliseconds since 1970. */
  receivedAt: number;
  /** What was added to the client's timestamps, in milliseconds; 0 within tolerance. */
  clockSkewMs: number;
  sdk?: Sdk | undefined;
  resource: Resource;
  /** Scope of record numbers; absent for a client that does not number. */
  instance?: string | undefined;
  /** A key of the client's own choice, remembered for a bounded window, where there is no instance. */
  idempotencyKey?: string | undefined;
  groups: IngestGroup[];
  lost: LostRange[];
  stats?: ClientStats | undefined;
}

export interface IngestGroup {
  /** Numbers of the group's first and last record, rejected ones included; absent without an instance. */
  first?: number | undefined;
  last?: number | undefined;
  requests: RequestColumns;
  events: Indexed<ProductEvent>[];
  summaries: Indexed<RequestSummary>[];
}

/** A record with its position in its group's numbering. */
export interface Indexed<T> {
  index: number;
  value: T;
}

export interface AppendResult {
  /** Valid records kept now. */
  accepted: number;
  /** Valid records that had been kept before. */
  duplicates: number;
  /**
   * The requests kept now, for the live stream, with the ids under which they are stored: of each group of the batch with
   * its very `strings`, and with their `index` in it.
   */
  fresh: { ids: string[]; requests: RequestColumns }[];
  /** The product events kept now: the very objects of the batch. */
  freshEvents: ProductEvent[];
}

export interface StoreStatus {
  /** Acknowledged and not yet loaded: visible in totals a moment later. */
  backlogRecords: number;
  bytesOnDisk: number;
  /** Start of the oldest request kept, milliseconds since 1970. */
  oldest?: number | undefined;
}

/** The store cannot take more at present. */
export class StoreBusyError extends Error {
  readonly code = "PEEK_E_STORE_BUSY";
  override readonly name = "StoreBusyError";
  /** Seconds after which a repeat makes sense. */
  readonly retryAfter: number;

  constructor(message: string, retryAfter: number) {
    super(message);
    this.retryAfter = retryAfter;
  }
}
