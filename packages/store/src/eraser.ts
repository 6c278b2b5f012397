import { readFile, rename, rm, writeFile } from "node:fs/promises";
import type { Erasure } from "@peekjs/protocol";
import type { Database } from "./database/database.ts";
import type { DataFile } from "./database/data-file.ts";
import type { ErasedIds } from "./database/erase-user.ts";
import { closedError } from "./errors.ts";
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
  #isClosing = false;

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

  /** Finishes what was interrupted: deletes the rows of every file, then writes the files anew. */
  async resume(): Promise<void> {
    const ids = await this.#interrupted();
    if (!ids) return;
    await this.#loader.change(() => this.#database.erase(ids));
    await this.#rewrite(this.#database.files());
  }

  /** Stops after the file that is being written; the next start goes on. */
  async close(): Promise<void> {
    this.#isClosing = true;
    await this.#last;
  }

  async #erase(id: string): Promise<Erasure> {
    if (this.#isClosing) throw closedError();
    await this.resume();
    const { erasure, files } = await this.#loader.change(async () => {
      const ids = await this.#database.userIds(id);
      // What is loaded must not come back from the log once it is erased.
      await this.#database.checkpoint();
      await writeFile(`${this.#path}.new`, JSON.stringify(ids), { mode: 0o600, flush: true });
      await rename(`${this.#path}.new`, this.#path);
      return this.#database.erase(ids);
    });
    await this.#rewrite(files);
    return erasure;
  }

  /** One at a time, so that queries and loading need not wait for all. */
  async #rewrite(files: readonly DataFile[]): Promise<void> {
    for (const file of files) {
      if (this.#isClosing) throw closedError();
      await this.#loader.change(() => this.#database.rewrite(file));
    }
    await rm(this.#path);
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
