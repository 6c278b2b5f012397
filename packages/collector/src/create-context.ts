import { Semaphore } from "@peekjs/protocol/internal";
import type { CollectorContext } from "./context.ts";
import { Forwarder } from "./destinations/forwarder.ts";
import { ContentKeys } from "./dialects/content-keys.ts";
import { RecentReports } from "./dialects/peekapi/recent-reports.ts";
import { errorReporter } from "./error-reporter.ts";
import { ByteBudget } from "./http/byte-budget.ts";
import { ClientRegistry } from "./ingest/client-registry.ts";
import { keepBatch } from "./ingest/keep-batch.ts";
import { Patience } from "./ingest/patience.ts";
import { RefusalLog } from "./ingest/refusal-log.ts";
import { DEFAULT_LIMITS, type CollectorLimits, type CollectorOptions } from "./options.ts";
import { LiveStream } from "./stream/live-stream.ts";

/** Makes what the routes of one collector share. */
export function createContext(options: CollectorOptions): CollectorContext {
  const clock = options.clock ?? Date.now;
  const reportError = errorReporter(options.onError);
  const { destinations = [], destinationStorage: storage } = options;
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
    keyless: new ByteBudget(limits.keylessBytes),
    patience: new Patience(),
    forwarder:
      destinations.length > 0 || storage !== undefined
        ? new Forwarder({ destinations, storage, reportError })
        : undefined,
    reportError,
    startedAt: clock(),
    closed: false,
    keep: (read) => keepBatch(read, context),
    contentKeys: new ContentKeys((keys) => options.store.knownSince(keys)),
    recentReports: new RecentReports(),
  };
  return context;
}
