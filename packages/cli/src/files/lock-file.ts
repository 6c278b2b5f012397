import { basename, dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { lockFolder, type FolderLock } from "@peekjs/protocol/node";

/** Milliseconds. */
const BETWEEN_TRIES = 20;

/**
 * Does something with a file while no other process does; waits until it is alone.
 *
 * @param patience Milliseconds to wait at most. Default: for ever.
 * @throws what the work throws, or an error that says that another process holds the file
 */
export async function whileLocked<Result>(
  path: string,
  work: () => Promise<Result>,
  patience: number = Number.POSITIVE_INFINITY,
): Promise<Result> {
  const lock = await lockFile(path, patience);
  try {
    return await work();
  } finally {
    await lock.release();
  }
}

async function lockFile(path: string, patience: number): Promise<FolderLock> {
  const busy = new Error("another process holds it");
  const end = performance.now() + patience;
  for (;;) {
    try {
      return await lockFolder({
        directory: dirname(path),
        file: `${basename(path)}.lock`,
        locked: () => busy,
        onLost: () => undefined,
      });
    } catch (error) {
      if (error !== busy || performance.now() >= end) throw error;
      await sleep(BETWEEN_TRIES);
    }
  }
}
