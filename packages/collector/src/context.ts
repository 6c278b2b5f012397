import type { AppendResult, Store } from "@peekjs/protocol";
import type { Semaphore } from "@peekjs/protocol/internal";
import type { KeyEntry } from "./auth/key-registry.ts";
import type { Forwarder } from "./destinations/forwarder.ts";
import type { ContentKeys } from "./dialects/content-keys.ts";
import type { RecentReports } from "./dialects/peekapi/recent-reports.ts";
import type { ByteBudget } from "./http/byte-budget.ts";
import type { BodyLimits } from "./http/read-body.ts";
import type { ClientRegistry } from "./ingest/client-registry.ts";
import type { ReadBatch } from "./ingest/keep-batch.ts";
import type { Patience } from "./ingest/patience.ts";
import type { RefusalLog } from "./ingest/refusal-log.ts";
import type { CollectorLimits, CollectorOptions, IngestOptions } from "./options.ts";
import type { LiveStream } from "./stream/live-stream.ts";

/** What the routes that take something in need, of a collector or of an endpoint in somebody's app. */
export interface IngestContext {
  options: IngestOptions;
  limits: BodyLimits;
  clock: () => number;
  refusals: RefusalLog;
  inflations: Semaphore;
  /** For bodies that are read before their key is known; each request holds its part until it is answered. */
  keyless: ByteBudget;
  patience: Patience;
  /** Makes a batch durable, or hands it on. Resolves when it may be acknowledged. */
  keep: (read: ReadBatch) => Promise<AppendResult>;
  /** For what went wrong inside. */
  reportError: (error: unknown) => void;
  /** Of batches whose clients give them none; an endpoint without a store knows none. */
  contentKeys: ContentKeys;
  /** What PeekAPI's clients reported lately; absent where repeats are left to the app. */
  recentReports?: RecentReports;
}

/** What the routes of one collector share. */
export interface CollectorContext extends IngestContext {
  options: CollectorOptions;
  store: Store;
  limits: CollectorLimits;
  clients: ClientRegistry;
  live: LiveStream;
  /** Absent without destinations. */
  forwarder: Forwarder | undefined;
  startedAt: number;
  closed: boolean;
}

/** What travels with one request through Hono. */
export interface CollectorEnv {
  Variables: {
    /** The key that the request was let in with; absent where none is needed. */
    key?: KeyEntry;
  };
}
