import type { Destination, Store, StoredRequest } from "@peekjs/protocol";
import { ENVELOPE_LIMITS } from "@peekjs/protocol";
import type { AuditEvent } from "./auth/audit.ts";
import type { KeyRegistry } from "./auth/key-registry.ts";
import type { DestinationStorage } from "./destinations/storage.ts";
import type { Asset } from "./http/assets.ts";
import type { BodyLimits } from "./http/read-body.ts";
import type { LiveStreamLimits } from "./stream/live-stream.ts";

/**
 * `development` and `demo` need no key and answer only to this computer's own names; `production` needs a key for
 * everything but pages and health.
 */
export type CollectorMode = "development" | "production" | "demo";

/** Who may send. */
export interface IngestOptions {
  mode: CollectorMode;
  /** Required in production. */
  keys?: KeyRegistry | undefined;
  /** Names beside localhost under which pages may use this collector, with or without port. Default: none. */
  allowedHosts?: readonly string[] | undefined;
  /**
   * Origins such as `https://shop.example.com` whose pages may send events with other vendors' clients, or `*` for all.
   * Default: in production all, since a key is needed; else those of this computer and of `allowedHosts`.
   */
  allowedOrigins?: readonly string[] | undefined;
}

export interface CollectorOptions extends IngestOptions {
  /** Where events rest. The caller closes it, after the collector. */
  store: Store;
  /** Where accepted events go on to, and requests where they are taken. Default: nowhere. */
  destinations?: readonly Destination[] | undefined;
  /**
   * Keeps what is on its way to destinations over a restart: `openDestinationStorage` of `@peekjs/collector/node`. The
   * caller closes it, after the collector. Default: it waits in memory and goes by the runtime's own fetch.
   */
  destinationStorage?: DestinationStorage | undefined;
  /** Sent as `Peek-Version`. */
  version: string;
  /** Where clients send to, as the dashboard's set-up steps show it. */
  ingestUrl: string;
  /** The dashboard, by path; its page is at `/index.html`. Default: none is served. */
  assets?: ReadonlyMap<string, Asset> | undefined;
  limits?: Partial<CollectorLimits> | undefined;
  /** The time in milliseconds since 1970. Default: `Date.now`. */
  clock?: (() => number) | undefined;
  /** Called at the first request that a client reports. */
  onFirstRequest?: ((first: FirstRequest) => void) | undefined;
  /** Called after each batch that was kept. */
  onIngest?: ((batch: IngestedBatch) => void) | undefined;
  /**
   * Called when all that is kept of a user was exported or erased, before that is answered, to keep a record of it. Default:
   * none is kept.
   */
  onAudit?: ((event: AuditEvent) => void | Promise<void>) | undefined;
  /** Called with what went wrong inside. Default: written to the console. */
  onError?: ((error: unknown) => void) | undefined;
}

export interface FirstRequest {
  service: string;
  environment: string;
  /** E.g. `@peekjs/express 1.0.0`. */
  sdk: string;
  request: StoredRequest;
}

export interface IngestedBatch {
  service: string;
  environment: string;
  sdk: string;
  /** Records kept now, kept before, and refused. */
  accepted: number;
  duplicates: number;
  rejected: number;
}

/** Bounds of a collector. */
export interface CollectorLimits extends BodyLimits, LiveStreamLimits {
  /** Milliseconds within which the store must answer for the collector to be ready. */
  readyTimeout: number;
}

const MEBIBYTE = 1024 * 1024;

export const DEFAULT_LIMITS: CollectorLimits = {
  bodyBytes: ENVELOPE_LIMITS.bodyBytes,
  inflatedBytes: ENVELOPE_LIMITS.inflatedBytes,
  inflations: 4,
  keylessBytes: 256 * MEBIBYTE,
  streams: 100,
  streamBytes: MEBIBYTE,
  streamInterval: 250,
  streamRows: 100,
  streamExamined: 2_000,
  replayRows: 1_000,
  replayWindow: 30_000,
  pingInterval: 15_000,
  keyInterval: 1_000,
  readyTimeout: 2_000,
};
