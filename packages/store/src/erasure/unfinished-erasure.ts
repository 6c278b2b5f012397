import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import type { ErasedIds } from "../database/erase-user.ts";
import { syncDirectory } from "@peekjs/protocol/node";

/** What is left to do of erasures. */
export interface LeftToErase {
  /** Whose rows may still be in any file; absent once they are deleted. */
  ids?: ErasedIds | undefined;
  /** Files that are to be written anew. */
  files: readonly string[];
}

/** What is left to do, in a file of its own. A machine that fails finds the one or the other. */
export class UnfinishedErasure {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  /** Undefined when nothing is left. */
  async read(): Promise<LeftToErase | undefined> {
    try {
      const left = JSON.parse(await readFile(this.#path, "utf8")) as LeftToErase | ErasedIds;
      return "users" in left ? { ids: left, files: [] } : left;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
      throw error;
    }
  }

  async write(left: LeftToErase): Promise<void> {
    const next = `${this.#path}.new`;
    try {
      await writeFile(next, JSON.stringify(left), { mode: 0o600, flush: true });
    } catch (error) {
      await rm(next, { force: true });
      throw error;
    }
    await rename(next, this.#path);
    await syncDirectory(dirname(this.#path));
  }

  async remove(): Promise<void> {
    await rm(`${this.#path}.new`, { force: true });
    await rm(this.#path, { force: true });
  }
}
