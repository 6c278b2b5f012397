import type { Erasure, PeekError } from "@peekjs/protocol";
import type { Database } from "../database/database.ts";
import type { DataFile } from "../database/data-file.ts";
import { closedError, erasureError, spaceError } from "../errors.ts";
import type { Loader } from "../loader/loader.ts";
import { findShortage } from "./free-space.ts";
import { UnfinishedErasure } from "./unfinished-erasure.ts";

/** What cannot be finished is tried again after so many milliseconds. */
export const ERASURE_RETRY = 600_000;

export interface EraserOptions {
  /** Of the file that lasts as long as an erasure. */
  path: string;
  /** Told of what cannot be finished, where nobody waits for it. */
  onFailure: (error: PeekError) => void;
}

/**
 * Erases users, one after the other. Which ids are erased is on disk before the first row goes, and which files are to be
 * written anew before the first is: what is interrupted is finished by the next start, what fails is tried again.
 */
export class Eraser {
  readonly #database: Database;
  readonly #loader: Loader;
  readonly #unfinished: UnfinishedErasure;
  readonly #onFailure: (error: PeekError) => void;
  #last: Promise<unknown> = Promise.resolve();
  #retry: NodeJS.Timeout | undefined;
  #isClosing = false;

  constructor(database: Database, loader: Loader, { path, onFailure }: EraserOptions) {
    this.#database = database;
    this.#loader = loader;
    this.#unfinished = new UnfinishedErasure(path);
    this.#onFailure = onFailure;
  }

  /**
   * Resolves when nothing of the user is in a file. What was deleted shows in no answer much earlier.
   *
   * @throws PeekError `PEEK_E_STORE_SPACE` when there is no room to write files anew: nothing is erased;
   * `PEEK_E_STORE_ERASURE` when it began and cannot be finished: it is tried again.
   */
  erase(id: string): Promise<Erasure> {
    return this.#alone(async () => {
      await this.#finish();
      const erasure = await this.#begin(id);
      await this.#finish();
      return erasure;
    });
  }

  /** Finishes what an earlier process did not. What fails keeps nobody from the store: it is reported. */
  async resume(): Promise<void> {
    await this.#alone(() => this.#finish()).catch((error: PeekError) => {
      if (!this.#isClosing) this.#onFailure(error);
    });
  }

  /** Stops after the file that is being written; the next start goes on. */
  async close(): Promise<void> {
    this.#isClosing = true;
    clearTimeout(this.#retry);
    await this.#last;
  }

  #alone<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#last.then(work);
    this.#last = done.catch(() => undefined);
    return done;
  }

  /** Deletes the rows of a user. From then on, what is sent under the same ids is another user's. */
  async #begin(id: string): Promise<Erasure> {
    this.#checkOpen();
    let hasBegun = false;
    const begun = this.#loader.change(async () => {
      const ids = await this.#database.userIds(id);
      const shortage = await findShortage(await this.#database.filesOf(ids));
      if (shortage !== undefined) throw spaceError(shortage);
      // What is loaded must not come back from the log once it is erased.
      await this.#database.checkpoint();
      await this.#unfinished.write(ids);
      hasBegun = true;
      const { erasure, files } = await this.#database.erase(ids);
      await this.#unfinished.write({ files: files.map(({ catalog }) => catalog) });
      return erasure;
    });
    return begun.catch((error: unknown) => {
      throw hasBegun ? this.#failed(error) : error;
    });
  }

  async #finish(): Promise<void> {
    try {
      const left = await this.#unfinished.read();
      if (left === undefined) return;
      if ("files" in left) return await this.#rewrite(left.files);
      this.#checkOpen();
      await this.#loader.change(() => this.#database.erase(left));
      // Some of them may have lost their rows before it was interrupted.
      await this.#rewrite(this.#database.files().map(({ catalog }) => catalog));
    } catch (error) {
      throw this.#isClosing ? error : this.#failed(error);
    }
  }

  /** One file at a time, so that queries and loading need not wait for all. */
  async #rewrite(catalogs: readonly string[]): Promise<void> {
    for (const [index, catalog] of catalogs.entries()) {
      this.#checkOpen();
      await this.#unfinished.write({ files: catalogs.slice(index) });
      const file = this.#database.files().find((one) => one.catalog === catalog);
      if (file !== undefined) await this.#rewriteFile(file);
    }
    await this.#unfinished.remove();
  }

  async #rewriteFile(file: DataFile): Promise<void> {
    const shortage = await findShortage([file]);
    if (shortage !== undefined) throw new Error(shortage);
    await this.#loader.change(() => this.#database.rewrite(file));
  }

  #checkOpen(): void {
    if (this.#isClosing) throw closedError();
  }

  #failed(cause: unknown): PeekError {
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => void this.resume(), ERASURE_RETRY).unref();
    return erasureError(sentence(cause), ERASURE_RETRY / 60_000);
  }
}

function sentence(cause: unknown): string {
  const { message } = cause as Error;
  return message.endsWith(".") ? message : `${message}.`;
}
