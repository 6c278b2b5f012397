import type { Store } from "@peekjs/protocol";
import type { KeyEntry } from "./auth/key-registry.ts";
import type { Semaphore } from "./http/semaphore.ts";
import type { ClientRegistry } from "./ingest/client-registry.ts";
import type { RefusalLog } from "./ingest/refusal-log.ts";
import type { CollectorLimits, CollectorOptions } from "./options.ts";
import type { LiveStream } from "./stream/live-stream.ts";

/** What the routes of one collector share. */
export interface CollectorContext {
  options: CollectorOptions;
  store: Store;
  limits: CollectorLimits;
  clock: () => number;
  clients: ClientRegistry;
  refusals: RefusalLog;
  live: LiveStream;
  inflations: Semaphore;
  /** For what went wrong inside. */
  reportError: (error: unknown) => void;
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
