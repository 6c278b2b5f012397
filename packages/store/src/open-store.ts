import { availableParallelism } from "node:os";
import { resolve } from "node:path";
import type { PeekError, Store } from "@peekjs/protocol";
import { Admission } from "./admission.ts";
import { Backlog } from "./backlog.ts";
import { directoryError, emptyFolder, prepareDirectory } from "./directory.ts";
import { DiskProbe } from "./disk-probe.ts";
import { EmbeddedStore } from "./embedded-store.ts";
import { decodeFrameHeader } from "./frame/decode-frame.ts";
import { logDamageError } from "./errors.ts";
import { lockDirectory } from "./lock.ts";
import { ENTRY_HEADER_BYTES, type LogEntry } from "./log/log-entry.ts";
import { messageDigest } from "./message-digest.ts";
import { LogWriter } from "./log/log-writer.ts";
import { readLog } from "./log/read-log.ts";
import type { LoadedState } from "./messages.ts";
import { StoreWorker } from "./store-worker.ts";

const DAY = 24 * 3_600_000;

/** How {@link openStore} opens a store. */
export interface StoreOptions {
  /** Where everything is kept; created when missing. One process at a time. */
  directory: string;
  /** Acknowledged records that may wait to be loaded before `append` refuses. Default 1,000,000. */
  maxBacklogRecords?: number | undefined;
  /** Bytes of the log for the same, which lie in memory meanwhile. Default 256 MiB. */
  maxBacklogBytes?: number | undefined;
  /** Days for which single requests, product events and sessions are kept. Default 7. Totals are kept longer. */
  retentionDays?: number | undefined;
  /** Bytes for the same; beyond them the oldest days go first, never the current one. Default 2 GB. */
  retentionBytes?: number | undefined;
  /** Days for which totals, and what is known of users, are kept. Default 400. */
  rollupDays?: number | undefined;
  /** What DuckDB may use for its buffers, e.g. `512MB`. Default `512MB`. */
  memoryLimit?: string | undefined;
  /** Threads for queries. Default: the processors, at most 4. */
  threads?: number | undefined;
  /**
   * Called with what went wrong while nobody waited for it: `PEEK_E_STORE_ERASURE`, when an erasure that was interrupted
   * cannot be finished, `PEEK_E_STORE_UNREADABLE`, when a file was damaged and is mended from the log, `PEEK_E_STORE_LOCKED`, when
   * the directory's lock was taken or removed, after which nothing is stored, `PEEK_E_STORE_LOAD`, when what was acknowledged
   * cannot be loaded for now, `PEEK_E_STORE_LOG`, when a part of the log was damaged. Default: written to the console.
   */
  onError?: ((error: PeekError) => void) | undefined;
}

/**
 * Opens the embedded store: DuckDB behind an append-only log, in one directory.
 *
 * @throws PeekError `PEEK_E_STORE_DIRECTORY` when the directory cannot be created, read or written,
 * `PEEK_E_STORE_LOCKED` when another process has it open, `PEEK_E_STORE_OPEN` when a file cannot be read.
 *
 * @example
 * ```ts
 * const store = await openStore({ directory: "./.peek" });
 * const { requests } = await store.requests({ from: 0, to: Date.now(), filter: [], limit: 50 });
 * await store.close();
 * ```
 */
export async function openStore(options: StoreOptions): Promise<Store> {
  const root = resolve(options.directory);
  const directory = await prepareDirectory(root);
  const backlog = new Backlog({
    records: options.maxBacklogRecords ?? 1_000_000,
    bytes: options.maxBacklogBytes ?? 256 * 1024 * 1024,
  });
  const report = options.onError ?? console.error;
  const lock = await lockDirectory(root, (error) => {
    backlog.failure = error;
    report(error);
  });
  let log: LogWriter | undefined;
  let checkpointed = -1;
  let started: StoreWorker | undefined;
  try {
    await emptyFolder(directory.temporary);
    const { worker, state } = await StoreWorker.start(
      root,
      {
        days: directory.days,
        archive: directory.archive,
        erasing: directory.erasing,
        retention: {
          rowMs: (options.retentionDays ?? 7) * DAY,
          rowBytes: options.retentionBytes ?? 2_000_000_000,
          rollupMs: (options.rollupDays ?? 400) * DAY,
        },
        temporary: directory.temporary,
        memoryLimit: options.memoryLimit ?? "512MB",
        threads: options.threads ?? Math.min(4, availableParallelism()),
      },
      {
        loaded: (load) => backlog.remove(load),
        checkpointed: (sequence) => {
          checkpointed = sequence;
          log?.removeThrough(sequence);
        },
        troubled: report,
        failed: (error: PeekError) => (backlog.failure = error),
      },
    );
    started = worker;
    const admission = new Admission();
    const entries = readLog(directory.log, firstToLoad(state), (path, bytes) =>
      report(logDamageError(path, bytes)),
    );
    const last = await replay(entries, state, admission, worker, backlog);
    log = await LogWriter.open({
      directory: directory.log,
      nextSequence: last + 1,
      onDurable: (sequence, entry) => worker.load(sequence, 0, entry.buffer as ArrayBuffer),
    });
    log.removeThrough(checkpointed);
    const probe = new DiskProbe(directory.log);
    return new EmbeddedStore({ directory, lock, admission, log, probe, worker, backlog });
  } catch (error) {
    await started?.close().catch(() => undefined);
    await lock.release();
    throw isSystemError(error) ? directoryError(root, error) : error;
  }
}

function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && "syscall" in error;
}

/** Sequence of the first entry of the log that is not loaded, or in part. */
function firstToLoad({ position }: LoadedState): number {
  return position ? position.sequence + (position.whole ? 1 : 0) : 0;
}

/** Restores what was accepted, and hands over what is not loaded yet. Returns the last sequence in use. */
async function replay(
  entries: AsyncIterable<LogEntry>,
  { position, accepted, idempotencyKeys, messages }: LoadedState,
  admission: Admission,
  worker: StoreWorker,
  backlog: Backlog,
): Promise<number> {
  const { first, last: end } = accepted;
  for (const [index, instance] of accepted.instances.entries()) {
    admission.acceptNumbers(instance, first[index]!, end[index]!);
  }
  for (const { key, receivedAt } of idempotencyKeys) admission.acceptKey(key, receivedAt);
  admission.acceptMessages(messages.digests, messages.receivedAt);
  let last = position?.sequence ?? 0;
  for await (const { sequence, payload } of entries) {
    const header = decodeFrameHeader(payload);
    const { instance, receivedAt } = header;
    for (const group of header.groups) {
      for (const [from, to] of group.accepted) {
        if (instance !== undefined) admission.acceptNumbers(instance, from, to);
      }
      for (const { messageId } of group.events) {
        if (messageId === undefined) continue;
        admission.acceptMessage(messageDigest(header, messageId), receivedAt);
      }
    }
    if (header.idempotencyKey !== undefined) {
      admission.acceptKey(header.idempotencyKey, receivedAt);
    }
    const firstRow = position?.sequence === sequence ? position.rows : 0;
    const entry = entryOf(payload);
    const requests = header.groups.reduce((sum, group) => sum + group.requests, 0);
    // An entry's other records were loaded with its first request.
    const records = firstRow > 0 ? requests - firstRow : header.records;
    backlog.add({ records, bytes: entry.byteLength });
    worker.load(sequence, firstRow, entry);
    last = Math.max(last, sequence);
  }
  return last;
}

/** A copy that can be given away: the payload shares its memory with the whole segment. */
function entryOf(payload: Buffer): ArrayBuffer {
  const entry = new ArrayBuffer(ENTRY_HEADER_BYTES + payload.length);
  payload.copy(new Uint8Array(entry), ENTRY_HEADER_BYTES);
  return entry;
}
