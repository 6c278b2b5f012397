import { existsSync } from "node:fs";
import { join } from "node:path";
import { PeekError } from "@peekjs/protocol";
import { lockFolder, type FolderLock } from "@peekjs/protocol/node";
import { directoryError } from "./directory.ts";

/**
 * Locks a directory for this process.
 *
 * @param onLost told when another process has taken it, because this one was stopped for long, or its
 *   lock is gone, with the directory perhaps
 * @throws PeekError `PEEK_E_STORE_LOCKED` when a living process, this one included, has it open.
 */
export async function lockDirectory(
  root: string,
  onLost: (error: PeekError) => void,
): Promise<FolderLock> {
  try {
    return await lockFolder({
      directory: root,
      locked: (owner) => lockedError(root, owner?.pid),
      onLost: () => onLost(lostError(root)),
    });
  } catch (error) {
    throw error instanceof PeekError ? error : directoryError(root, error);
  }
}

export function lockedError(root: string, pid: number | undefined): PeekError {
  return new PeekError(
    "PEEK_E_STORE_LOCKED",
    `The data directory ${root} is in use by ${pid === undefined ? "another process" : `process ${pid}`}. ` +
      "Stop that process, or choose another directory.",
  );
}

/** Who holds the lock now may write any moment: nothing is taken any more, even if it is let go. */
function lostError(root: string): PeekError {
  if (existsSync(join(root, "lock"))) return lockedError(root, undefined);
  return new PeekError(
    "PEEK_E_STORE_LOCKED",
    `The lock of the data directory ${root} was removed while it was open, or the directory itself. ` +
      "Nothing more is stored: put back what was removed, then restart peek.",
  );
}
