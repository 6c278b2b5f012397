import { stat, statfs } from "node:fs/promises";
import { basename, dirname } from "node:path";
import type { DataFile } from "../database/data-file.ts";
import { mebibytes } from "../errors.ts";

/** Bytes beyond those of a file: for the log, and what DuckDB notes down while it deletes and copies. */
const MARGIN = 4 * 1024 * 1024;

/** Says of the first file for whose copy there is no room how much that needs; undefined when there is room for each. */
export async function findShortage(files: readonly DataFile[]): Promise<string | undefined> {
  for (const { path } of files) {
    const { size } = await stat(path);
    const { bavail, bsize } = await statfs(dirname(path));
    const [needed, free] = [size + MARGIN, bavail * bsize];
    if (free >= needed) continue;
    return `${basename(path)} is written anew, which needs ${mebibytes(needed)} of free space; ${mebibytes(free)} are free.`;
  }
  return undefined;
}
