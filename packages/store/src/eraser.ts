import { readFile, rename, rm, writeFile } from "node:fs/promises";
import type { Erasure } from "@peekjs/protocol";
import type { Database } from "./database/database.ts";
import type { ErasedIds } from "./database/erase-user.ts";
import type { Loader } from "./loader/loader.ts";

/**
 * Erases users, one after the other. Which ids are erased is on disk before the first row goes: what is interrupted is
 * finished by the next start, or before the next erasure.
 */
export class Eraser {
  readonly #database: Database;
  readonly #loader: Loader;
  readonly #path: string;
  #last: Promise<unknown> = Promise.resolve();

  /** @param path of the file that lasts as long as an erasure */
  constructor(database: Database, loader: Loader, path: string) {
    this.#database = database;
    this.#loader = loader;
    this.#path = path;
  }

  /** Resolves when nothing of the user is in a file. What was deleted shows in no answer much earlier. */
  erase(id: string): Promise<Erasure> {
    const erased = this.#last.then(() => this.#erase(id));
    this.#last = erased.catch(() => undefined);
    return erased;
  }

  /** Finishes what was interrupted. */
  async resume(): Promise<void> {
    const ids = await this.#interrupted();
    if (!ids) return;
    await this.#loader.change(async () => {
      for (const file of this.#database.files()) {
        await this.#database.eraseFrom(file, ids);
        await this.#database.rewrite(file);
      }
    });
    await rm(this.#path);
  }

  async #erase(id: string): Promise<Erasure> {
    await this.resume();
    const { erasure, files } = await this.#loader.change(async () => {
      const ids = await this.#database.userIds(id);
      // What is loaded must not come back from the log once it is erased.
      await this.#database.checkpoint();
      await writeFile(`${this.#path}.new`, JSON.stringify(ids), { mode: 0o600, flush: true });
      await rename(`${this.#path}.new`, this.#path);
      return this.#database.erase(ids);
    });
    // One at a time, so that queries and loading need not wait for all.
    for (const file of files) await this.#loader.change(() => this.#database.rewrite(file));
    await rm(this.#path);
    return erasure;
  }

  async #interrupted(): Promise<ErasedIds | undefined> {
    try {
      return JSON.parse(await readFile(this.#path, "utf8")) as ErasedIds;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
      throw error;
    }
  }
}
