import { basename, dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { lockFolder, type FolderLock } from "@peekjs/protocol/node";

/** Milliseconds. */
const BETWEEN_TRIES = 20;

/** Does something with a file while no other process does; waits until it is alone. */
export async function whileLocked<Result>(
  path: string,
  work: () => Promise<Result>,
): Promise<Result> {
  const lock = await lockFile(path);
  try {
    return await work();
  } finally {
    await lock.release();
  }
}

async function lockFile(path: string): Promise<FolderLock> {
  const busy = new Error("busy");
  for (;;) {
    try {
      return await lockFolder({
        directory: dirname(path),
        file: `${basename(path)}.lock`,
        locked: () => busy,
        onLost: () => undefined,
      });
    } catch (error) {
      if (error !== busy) throw error;
      await sleep(BETWEEN_TRIES);
    }
  }
}
