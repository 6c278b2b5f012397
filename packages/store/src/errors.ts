import { PeekError } from "@peekjs/protocol";
import { diskAdvice } from "./disk-advice.ts";
import { MAX_REQUESTS_PER_ENTRY } from "./request-id.ts";

export function closedError(): PeekError {
  return new PeekError(
    "PEEK_E_STORE_CLOSED",
    "The store is closed. Open it again with openStore().",
  );
}

/** @param silence milliseconds for which the database has not answered */
export function silentError(silence: number): PeekError {
  return new PeekError(
    "PEEK_E_STORE_WORKER",
    `The store's database has not answered for ${Math.round(silence / 1_000)} s. ` +
      "Acknowledged records are safe in the log; look at the disk, and restart peek to load them.",
  );
}

export function tooLargeError(records: number): PeekError {
  return new PeekError(
    "PEEK_E_STORE_BATCH",
    `A batch of ${records} records is too large: at most ${MAX_REQUESTS_PER_ENTRY} can be kept at once. Divide it.`,
  );
}

/** Of a batch that was refused. */
export function writeError(directory: string, cause: unknown): PeekError {
  const { message } = cause as Error;
  const advice = diskAdvice(message) ?? "Repair the disk";
  return new PeekError(
    "PEEK_E_STORE_WRITE",
    `The store's log in ${directory} cannot be written: ${message}. Nothing of the batch was kept. ${advice}, then send it again.`,
    { cause },
  );
}

/**
 * Of a batch that was refused, and of all after it.
 *
 * @param remains why what was written of the batch cannot be taken back
 */
export function brokenError(directory: string, cause: unknown, remains: unknown): PeekError {
  const { message } = cause as Error;
  const advice = diskAdvice(message) ?? "Repair the disk";
  return new PeekError(
    "PEEK_E_STORE_WRITE",
    `The store's log in ${directory} cannot be written: ${message}. It takes nothing more, for what was begun cannot be ` +
      `taken back: ${(remains as Error).message}. ${advice}, then restart peek.`,
    { cause },
  );
}

/** While nobody has sent anything. */
export function unwritableError(directory: string, cause: unknown): PeekError {
  const { message } = cause as Error;
  const advice = diskAdvice(message) ?? "Look at the disk";
  return new PeekError(
    "PEEK_E_STORE_WRITE",
    `The store's log in ${directory} cannot be written: ${message}. ${advice}.`,
    { cause },
  );
}

/** Before a disk is full. */
export function lowSpaceError(directory: string, free: number, needed: number): PeekError {
  return new PeekError(
    "PEEK_E_STORE_SPACE",
    `The disk of ${directory} is almost full: ${mebibytes(free)} are free, and ${mebibytes(needed)} should be. ` +
      "What comes is kept as long as there is room. Free disk space.",
  );
}

/** @param cause what DuckDB said; names files */
export function fullDiskError(cause: string): PeekError {
  return new PeekError(
    "PEEK_E_STORE_SPACE",
    "The store could not answer: its disk is full. What was acknowledged is kept. Free disk space, then ask again.",
    { cause: new Error(cause) },
  );
}

export function spaceError(shortage: string): PeekError {
  return new PeekError(
    "PEEK_E_STORE_SPACE",
    `A user cannot be erased, and nothing was: ${shortage} Free disk space, then erase again.`,
  );
}

export function blockedError(problem: string): PeekError {
  return new PeekError(
    "PEEK_E_STORE_ERASURE",
    `A user cannot be erased, and nothing was, since an earlier erasure cannot be finished: ${problem} ` +
      "Look at the disk, then erase again.",
  );
}

/** What was acknowledged waits in the log meanwhile, and the log keeps what is not checkpointed. */
export function loadError(directory: string, cause: unknown): PeekError {
  const { message } = cause as Error;
  const advice = diskAdvice(message) ?? "Look at the disk";
  return new PeekError(
    "PEEK_E_STORE_LOAD",
    `What was acknowledged cannot be brought into the files of ${directory}: ${message}. ` +
      `It is safe in the store's log, and is tried again. ${advice}.`,
    { cause },
  );
}

/** @param path of a segment of the log, in which so many bytes were passed over */
export function logDamageError(path: string, bytes: number): PeekError {
  return new PeekError(
    "PEEK_E_STORE_LOG",
    `${bytes} bytes of ${path} are damaged. What they held is lost, unless the machine failed while they were written, ` +
      "before anybody was told that they are kept. The rest is loaded. Look at the disk.",
  );
}

/** @param path of a database file whose log of changes was put aside */
export function unreadableError(path: string, cause: unknown): PeekError {
  return new PeekError(
    "PEEK_E_STORE_UNREADABLE",
    `What DuckDB noted beside ${path} since its last checkpoint cannot be read: ${(cause as Error).message}. ` +
      "Nothing is lost: it was put aside as .wal.unreadable, and the same is loaded from the store's log. Look at the disk.",
    { cause },
  );
}

/** @param minutes until it is tried again */
export function erasureError(problem: string, minutes: number): PeekError {
  return new PeekError(
    "PEEK_E_STORE_ERASURE",
    `An erasure has begun and cannot be finished: ${problem} Until it is, something of the user may rest on the disk. ` +
      `Look at the disk: it is tried again in ${minutes} minutes, before the next erasure and at the next start.`,
  );
}

/** Bytes, for people. */
export function mebibytes(bytes: number): string {
  return `${(bytes / 1024 / 1024).toFixed(1)} MiB`;
}
