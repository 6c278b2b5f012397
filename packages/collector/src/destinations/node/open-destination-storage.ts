import { join } from "node:path";
import { PeekError } from "@peekjs/protocol";
import { lockFolder } from "@peekjs/protocol/node";
import { matchUser } from "../user-matcher.ts";
import type { DestinationStorage } from "../storage.ts";
import { CountsFile } from "./counts-file.ts";
import { DurableOutbox } from "./durable-outbox.ts";
import type { IsMeant } from "./find-erasable.ts";
import { lockedError, lostError } from "./lock-errors.ts";
import { createPublicFetch } from "./public-fetch.ts";
import { queueFolder } from "./queue-folder.ts";
import { Queues } from "./queues.ts";

/** Milliseconds for which the queue of a destination that is left out waits for it to be back. */
const KEEP_UNUSED = 7 * 24 * 3_600_000;

/** Milliseconds between two looks for queues whose time is over. */
const DELETE_INTERVAL = 3_600_000;

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
  const bounds = { maxEvents, maxBytes, maxDeadLetters };
  const queues = new Queues(directory, { ...bounds, reportError });
  const lock = await lockFolder({
    directory,
    locked: (owner) => lockedError(directory, owner),
    onLost: () => reportError(lostError(directory)),
  }).catch((error: unknown) => {
    throw unusable(directory, error);
  });
  const outbox = await DurableOutbox.open({
    directory: join(directory, "outbox"),
    reportError,
    syncQueues: () => queues.sync(),
    onRecovered: () => queues.endRecovery(),
  }).catch(async (error: unknown) => {
    await lock.release().catch(() => undefined);
    throw unusable(directory, error);
  });
  const deleting = setInterval(() => {
    queues.deleteUnused(KEEP_UNUSED).catch(reportError);
  }, DELETE_INTERVAL).unref();
  return {
    outbox,
    async host(name, kind) {
      const folder = queueFolder(directory, name, kind);
      const queue = await queues.lend(folder);
      return {
        queue,
        repeats: queue.repeats,
        fetch: mayBePrivate(allowPrivate, name) ? fetches.private : fetches.public,
        counts: new CountsFile(folder),
        close: () => queues.giveBack(folder),
      };
    },
    async erase(ids) {
      const user = await matchUser(ids);
      await outbox.erase(user);
      return queues.erase((json, mark) => user.matchesQueued(mark, json));
    },
    async *find(ids) {
      const user = await matchUser(ids);
      for await (const payload of outbox.find(user)) yield { payload };
      const isMeant: IsMeant = (json, mark) => user.matchesQueued(mark, json);
      for await (const { destination, queue } of queues.all()) {
        for await (const { json, death } of queue.find(isMeant)) {
          const { reason, answer } = death ?? {};
          yield { destination, reason, answer, payload: JSON.parse(json) };
        }
      }
    },
    async close() {
      clearInterval(deleting);
      await Promise.all([outbox, queues].map((one) => one.close())).finally(lock.release);
    },
  };
}

/** What the system says of a folder, with what to do. */
function unusable(directory: string, cause: unknown): unknown {
  if (!(cause instanceof Error && "syscall" in cause)) return cause;
  const message = `The folder ${directory}, where events wait for destinations, cannot be used (${cause.message}). Nothing of it was lost. Give this user permission, or the disk room, and start again.`;
  return new PeekError("PEEK_E_DESTINATION_QUEUE", message, { cause });
}

function mayBePrivate(
  allowed: NonNullable<DestinationStorageOptions["allowPrivate"]>,
  name: string,
): boolean {
  if (typeof allowed === "function") return allowed(name);
  return typeof allowed === "boolean" ? allowed : allowed.includes(name);
}
