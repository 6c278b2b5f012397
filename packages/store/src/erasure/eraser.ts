import type { Erasure, PeekError } from "@peekjs/protocol";
import type { Database } from "../database/database.ts";
import type { ErasedIds } from "../database/erase-user.ts";
import { blockedError, closedError, erasureError, spaceError } from "../errors.ts";
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
      const earlier = await this.#deleteRows().catch((error: unknown) => {
        throw this.#isClosing ? error : blockedError(sentence(this.#tryLater(error)));
      });
      const { erasure, files } = await this.#begin(id, earlier);
      const failures = await this.#rewrite([...new Set([...files, ...earlier])]);
      const own = files.find((file) => failures.has(file));
      if (own !== undefined) throw this.#failed(failures.get(own));
      return erasure;
    });
  }

  /** @throws PeekError `PEEK_E_STORE_SPACE` when {@link erase} would */
  check(id: string): Promise<void> {
    return this.#alone(() =>
      this.#loader.change(async () => this.#checkSpace(await this.#database.userIds(id))),
    );
  }

  /** Finishes what an earlier process did not. What fails keeps nobody from the store: it is reported. */
  async resume(): Promise<void> {
    try {
      await this.#alone(async () => {
        const [failure] = (await this.#rewrite(await this.#deleteRows())).values();
        if (failure !== undefined) throw failure;
      });
    } catch (error) {
      if (!this.#isClosing) this.#onFailure(this.#failed(error));
    }
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

  /** Deletes what rows an earlier erasure has left. Resolves with the files that are to be written anew. */
  async #deleteRows(): Promise<readonly string[]> {
    this.#checkOpen();
    const { ids, files } = (await this.#unfinished.read()) ?? { files: [] };
    if (ids === undefined) return files;
    return this.#loader.change(async () => {
      await this.#database.erase(ids);
      // Any of them may have lost rows before it was interrupted.
      const all = this.#database.files().map(({ catalog }) => catalog);
      await this.#unfinished.write({ files: all });
      return all;
    });
  }

  /**
   * Deletes the rows of a user. From then on, what is sent under the same ids is another user's.
   *
   * @param earlier files that are still to be written anew
   */
  async #begin(
    id: string,
    earlier: readonly string[],
  ): Promise<{ erasure: Erasure; files: readonly string[] }> {
    this.#checkOpen();
    let hasBegun = false;
    const begun = this.#loader.change(async () => {
      const ids = await this.#database.userIds(id);
      await this.#checkSpace(ids);
      // What is loaded must not come back from the log once it is erased.
      await this.#database.checkpoint();
      await this.#unfinished.write({ ids, files: earlier });
      hasBegun = true;
      const { erasure, files } = await this.#database.erase(ids);
      const catalogs = files.map(({ catalog }) => catalog);
      await this.#unfinished.write({ files: [...new Set([...catalogs, ...earlier])] });
      return { erasure, files: catalogs };
    });
    return begun.catch(async (error: unknown) => {
      // A name may be on the disk though it could not be made sure of.
      hasBegun ||= (await this.#unfinished.read())?.ids !== undefined;
      throw hasBegun ? this.#failed(error) : error;
    });
  }

  /**
   * One file at a time, so that queries and loading need not wait for all. Resolves with why some could not be written anew:
   * one that is too large for the disk holds up no other.
   */
  async #rewrite(catalogs: readonly string[]): Promise<Map<string, unknown>> {
    const failures = new Map<string, unknown>();
    const left = new Set(catalogs);
    for (const catalog of catalogs) {
      this.#checkOpen();
      try {
        await this.#rewriteFile(catalog);
        left.delete(catalog);
        if (left.size > 0) await this.#unfinished.write({ files: [...left] });
      } catch (error) {
        failures.set(catalog, this.#tryLater(error));
      }
    }
    if (left.size === 0) await this.#unfinished.remove();
    return failures;
  }

  async #rewriteFile(catalog: string): Promise<void> {
    const file = this.#database.files().find((one) => one.catalog === catalog);
    if (file === undefined) return;
    const shortage = await findShortage([file]);
    if (shortage !== undefined) throw new Error(shortage);
    await this.#loader.change(() => this.#database.rewrite(file));
  }

  async #checkSpace(ids: ErasedIds): Promise<void> {
    const shortage = await findShortage(await this.#database.filesOf(ids));
    if (shortage !== undefined) throw spaceError(shortage);
  }

  #checkOpen(): void {
    if (this.#isClosing) throw closedError();
  }

  #failed(cause: unknown): PeekError {
    return erasureError(sentence(this.#tryLater(cause)), ERASURE_RETRY / 60_000);
  }

  #tryLater(cause: unknown): unknown {
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => void this.resume(), ERASURE_RETRY).unref();
    return cause;
  }
}

function sentence(cause: unknown): string {
  const { message } = cause as Error;
  return message.endsWith(".") ? message : `${message}.`;
}
