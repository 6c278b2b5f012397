import { join } from "node:path";
import type { DestinationStorage } from "../storage.ts";
import { CountsFile } from "./counts-file.ts";
import { DurableOutbox } from "./durable-outbox.ts";
import { DurableQueue } from "./durable-queue.ts";
import { lockFolder } from "./folder-lock.ts";
import { mentionsOf } from "./mentions.ts";
import { createPublicFetch } from "./public-fetch.ts";
import { queueFolder } from "./queue-folder.ts";

/** Where and how much a collector keeps for its destinations. */
export interface DestinationStorageOptions {
  /** A folder of its own, e.g. `.peek/destinations`; it is made, for this user alone. One process has it at a time. */
  directory: string;
  /** Events that may wait for one destination; beyond it new ones are dropped and counted. Default: 100,000. */
  maxQueueEvents?: number | undefined;
  /** Bytes that may wait for one destination. Default: 256 MiB. */
  maxQueueBytes?: number | undefined;
  /** Dead letters kept for one destination, the oldest goes first. Default: 1,000. */
  maxDeadLetters?: number | undefined;
  /**
   * Destinations that may be at private addresses, and reached by http: all, those named, or those for whose name this is
   * true when they are connected. Default: none.
   */
  allowPrivate?: boolean | readonly string[] | ((name: string) => boolean) | undefined;
  /** Called when a file cannot be written or read. Default: written to the console. */
  onError?: ((error: unknown) => void) | undefined;
}

/** What {@link openDestinationStorage} opens. */
export interface OpenedDestinationStorage extends DestinationStorage {
  /** Closes the files, after the collector. */
  close(): Promise<void>;
}

/**
 * Keeps what a collector passes on in files: what was acknowledged is sent though the process is killed, at least once and
 * with the same event id. Connections go to addresses of the internet alone.
 *
 * @example
 * ```ts
 * const destinationStorage = await openDestinationStorage({ directory: ".peek/destinations" });
 * const collector = createCollector({ store, destinations: [webhook({ url, secret })], destinationStorage, … });
 * ```
 */
export async function openDestinationStorage(
  options: DestinationStorageOptions,
): Promise<OpenedDestinationStorage> {
  const { directory, allowPrivate = false, onError: reportError = console.error } = options;
  const { maxQueueEvents: maxEvents = 100_000, maxQueueBytes: maxBytes = 268_435_456 } = options;
  const { maxDeadLetters = 1_000 } = options;
  const fetches = {
    public: createPublicFetch({ allowPrivate: false }),
    private: createPublicFetch({ allowPrivate: true }),
  };
  const queues = new Set<DurableQueue>();
  const syncQueues = async (): Promise<void> => {
    await Promise.all([...queues].map((queue) => queue.sync()));
  };
  const lock = await lockFolder({ directory, reportError });
  const outbox = await DurableOutbox.open({
    directory: join(directory, "outbox"),
    reportError,
    syncQueues,
  }).catch(async (error: unknown) => {
    await lock.release();
    throw error;
  });
  return {
    outbox,
    async host(name, kind) {
      const folder = queueFolder(directory, name, kind);
      const bounds = { maxEvents, maxBytes, maxDeadLetters };
      const queue = await DurableQueue.open({ directory: folder, ...bounds, reportError });
      queues.add(queue);
      return {
        queue,
        fetch: mayBePrivate(allowPrivate, name) ? fetches.private : fetches.public,
        counts: new CountsFile(folder),
        async close() {
          // The outbox lets go of what rests in queues that it knows.
          await queue.sync().finally(() => queues.delete(queue));
          await queue.close();
        },
      };
    },
    async erase(ids) {
      const mentions = mentionsOf(ids);
      const counts = await Promise.all([...queues].map((queue) => queue.erase(mentions)));
      return counts.reduce((sum, count) => sum + count, 0);
    },
    async close() {
      await Promise.all([outbox, ...queues].map((one) => one.close())).finally(lock.release);
    },
  };
}

function mayBePrivate(
  allowed: NonNullable<DestinationStorageOptions["allowPrivate"]>,
  name: string,
): boolean {
  if (typeof allowed === "function") return allowed(name);
  return typeof allowed === "boolean" ? allowed : allowed.includes(name);
}
