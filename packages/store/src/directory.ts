import { chmod, mkdir, readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { PeekError } from "@peekjs/protocol";
import { diskAdvice } from "./disk-advice.ts";

/** Where the parts of a store lie. */
export interface StoreDirectory {
  root: string;
  log: string;
  days: string;
  /** A file: the rollups of days whose rows have expired. */
  archive: string;
  /** A file that lasts as long as an erasure: the ids that are erased. */
  erasing: string;
  temporary: string;
}

/**
 * Creates what is missing, readable by this user alone.
 *
 * @throws PeekError `PEEK_E_STORE_DIRECTORY` when it cannot be created or written.
 */
export async function prepareDirectory(root: string): Promise<StoreDirectory> {
  const directory = {
    root,
    log: join(root, "log"),
    days: join(root, "days"),
    archive: join(root, "rollups.duckdb"),
    erasing: join(root, "erasing.json"),
    temporary: join(root, "temporary"),
  };
  try {
    for (const path of [root, directory.log, directory.days, directory.temporary]) {
      await mkdir(path, { recursive: true, mode: 0o700 });
      await restrict(path);
    }
  } catch (cause) {
    throw directoryError(root, cause);
  }
  return directory;
}

export function directoryError(root: string, cause: unknown): PeekError {
  const { message } = cause as Error;
  const advice =
    diskAdvice(message) ?? "Give this user write permission, or choose another directory";
  return new PeekError(
    "PEEK_E_STORE_DIRECTORY",
    `The data directory ${root} cannot be created, read or written (${message}). ${advice}, then open it again.`,
    { cause },
  );
}

/** A mounted volume may belong to somebody else and still be writable. */
async function restrict(path: string): Promise<void> {
  if (((await stat(path)).mode & 0o777) === 0o700) return;
  await chmod(path, 0o700).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "EPERM") throw error;
  });
}

/** Deletes what a process that was killed has left behind. */
export async function emptyFolder(path: string): Promise<void> {
  for (const name of await readdir(path)) await rm(join(path, name), { recursive: true });
}

/** Bytes of all files below `path`. */
export async function bytesBelow(path: string): Promise<number> {
  let total = 0;
  for (const entry of await readdir(path, { withFileTypes: true }).catch(() => [])) {
    const child = join(path, entry.name);
    total += entry.isDirectory()
      ? await bytesBelow(child)
      : await stat(child).then(
          ({ size }) => size,
          () => 0,
        );
  }
  return total;
}
