import type {
  Completeness,
  CompletenessQuery,
  Erasure,
  ProductEventCounts,
  ProductEventCountsQuery,
  ProductEventsPage,
  ProductEventsQuery,
  RequestsPage,
  RequestsQuery,
  ServiceInfo,
  SessionsPage,
  SessionsQuery,
  SessionSummary,
  SessionSummaryQuery,
  SessionTimeline,
  SessionTimelineQuery,
  Timeseries,
  TimeseriesQuery,
  TopQuery,
  TopResult,
  UserProfile,
  UserTimeline,
  UserTimelineQuery,
} from "@peekjs/protocol";

import type { Load } from "./backlog.ts";
import type { Retention } from "./database/retention.ts";

/** What the worker is started with. */
export interface WorkerOptions {
  days: string;
  archive: string;
  retention: Retention;
  /** A file that lasts as long as an erasure. */
  erasing: string;
  temporary: string;
  memoryLimit: string;
  threads: number;
}

/** What the worker answers, by question. */
export interface Questions {
  timeseries: { query: TimeseriesQuery; answer: Timeseries };
  top: { query: TopQuery; answer: TopResult };
  requests: { query: RequestsQuery; answer: RequestsPage };
  services: { query: undefined; answer: ServiceInfo[] };
  completeness: { query: CompletenessQuery; answer: Completeness };
  productEvents: { query: ProductEventsQuery; answer: ProductEventsPage };
  productEventCounts: { query: ProductEventCountsQuery; answer: ProductEventCounts };
  user: { query: string; answer: UserProfile | undefined };
  userTimeline: { query: UserTimelineQuery; answer: UserTimeline };
  sessions: { query: SessionsQuery; answer: SessionsPage };
  sessionTimeline: { query: SessionTimelineQuery; answer: SessionTimeline | undefined };
  sessionSummary: { query: SessionSummaryQuery; answer: SessionSummary };
  eraseUser: { query: string; answer: Erasure };
  checkErasure: { query: string; answer: void };
  checkpoint: { query: undefined; answer: undefined };
  ping: { query: undefined; answer: void };
  close: { query: undefined; answer: undefined };
}

export type QuestionName = keyof Questions;

export type ToWorker =
  | { type: "entry"; sequence: number; firstRow: number; entry: ArrayBuffer }
  | { type: "ask"; id: number; name: QuestionName; query: unknown };

export type FromWorker =
  | { type: "ready"; state: LoadedState }
  | { type: "refused"; message: string }
  /** What went wrong while nobody waited for it. */
  | { type: "troubled"; code: string; message: string }
  | { type: "loaded"; load: Load }
  /** Start of the oldest request kept, milliseconds since 1970. */
  | { type: "oldest"; oldest: number | undefined }
  /** Everything up to this sequence survives without the log. */
  | { type: "checkpointed"; sequence: number }
  | { type: "answer"; id: number; answer: unknown }
  | { type: "error"; id: number; code: string | undefined; message: string };

/** What the files hold at start. */
export interface LoadedState {
  /** Start of the oldest request kept, milliseconds since 1970. */
  oldest: number | undefined;
  /** The last entry that is at least partly loaded, and how many of its requests are. */
  position: { sequence: number; rows: number; whole: boolean } | undefined;
  /** Those of the clients longest unseen first. */
  accepted: { instances: string[]; first: Float64Array; last: Float64Array };
  /** The oldest first. */
  idempotencyKeys: { key: string; receivedAt: number }[];
  /** Of the 24 hours before the newest one, or before now where that is in the future; in no order. */
  messages: { digests: BigUint64Array; receivedAt: Float64Array };
}
