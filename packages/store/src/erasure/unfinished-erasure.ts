import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import type { ErasedIds } from "../database/erase-user.ts";
import { syncDirectory } from "../sync-directory.ts";

/** What is left to do of an erasure: to delete the rows of these ids, or no more than to write these files anew. */
export type LeftToErase = ErasedIds | { files: readonly string[] };

/** What is left to do, in a file of its own. A machine that fails finds the one or the other. */
export class UnfinishedErasure {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  /** Undefined when nothing is left. */
  async read(): Promise<LeftToErase | undefined> {
    try {
      return JSON.parse(await readFile(this.#path, "utf8")) as LeftToErase;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
      throw error;
    }
  }

  async write(left: LeftToErase): Promise<void> {
    const next = `${this.#path}.new`;
    await writeFile(next, JSON.stringify(left), { mode: 0o600, flush: true });
    await rename(next, this.#path);
    await syncDirectory(dirname(this.#path));
  }

  async remove(): Promise<void> {
    await rm(`${this.#path}.new`, { force: true });
    await rm(this.#path);
  }
}
