import { PeekError } from "@peekjs/protocol";
import { createApp } from "./app.ts";
import type { CollectorContext } from "./context.ts";
import { Semaphore } from "./http/semaphore.ts";
import { ClientRegistry } from "./ingest/client-registry.ts";
import { RefusalLog } from "./ingest/refusal-log.ts";
import { DEFAULT_LIMITS, type CollectorLimits, type CollectorOptions } from "./options.ts";
import { LiveStream } from "./stream/live-stream.ts";

/** A collector: web-standard, so that it runs behind any server that speaks Request and Response. */
export interface Collector {
  /** Answers one request. `env` is the server's own, e.g. bindings, and is not needed. */
  fetch: (request: Request, env?: unknown) => Response | Promise<Response>;
  /** Ends the live streams and refuses further ones; the store stays open. */
  close: () => Promise<void>;
}

/**
 * Creates a collector on a store.
 *
 * @throws {@link PeekError} `PEEK_E_KEYS_REQUIRED` in production without keys.
 * @example
 * ```ts
 * const store = await openStore({ path: ".peek" });
 * const collector = createCollector({
 *   store, mode: "development", version: "1.0.0", ingestUrl: "http://localhost:7335",
 * });
 * serve({ fetch: collector.fetch, hostname: "127.0.0.1", port: 7335 }); // of @hono/node-server
 * ```
 */
export function createCollector(options: CollectorOptions): Collector {
  if (options.mode === "production" && options.keys === undefined) {
    throw new PeekError(
      "PEEK_E_KEYS_REQUIRED",
      "A collector in production needs keys. Pass `keys`, or use mode `development` on loopback only.",
    );
  }
  const clock = options.clock ?? Date.now;
  const limits: CollectorLimits = { ...DEFAULT_LIMITS, ...options.limits };
  const context: CollectorContext = {
    options,
    store: options.store,
    limits,
    clock,
    clients: new ClientRegistry(),
    refusals: new RefusalLog(),
    live: new LiveStream(options.version, limits, clock),
    inflations: new Semaphore(limits.inflations),
    startedAt: clock(),
    closed: false,
  };
  const app = createApp(context);
  return {
    fetch: (request, env) => app.fetch(request, env),
    close: () => {
      context.closed = true;
      context.live.close();
      return Promise.resolve();
    },
  };
}
