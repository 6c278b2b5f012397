import { PeekError } from "@peekjs/protocol";
import { lockFolder, type FolderLock } from "@peekjs/protocol/node";
import { directoryError } from "./directory.ts";

/**
 * Locks a directory for this process.
 *
 * @param onLost told when another process has taken it, because this one was stopped for long
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
      onLost: () => onLost(lockedError(root, undefined)),
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
