import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import type { DuckDBConnection } from "@duckdb/node-api";
import { DuckDBInstance } from "@duckdb/node-api";
import type { Erasure, PeekError } from "@peekjs/protocol";
import type { LoadedState, WorkerOptions } from "../messages.ts";
import { userIds } from "../query/user-ids.ts";
import { archiveFile } from "./archive.ts";
import { compactFile } from "./compact.ts";
import type { DataFile } from "./data-file.ts";
import { attachFile, checkpointFile, reattach } from "./data-file.ts";
import { countErasedSessions, type ErasedIds, eraseFrom, isInFile, withIds } from "./erase-user.ts";
import { Gate } from "./gate.ts";
import { loadedState } from "./loaded-state.ts";
import { Questions } from "./questions.ts";
import type { Retention } from "./retention.ts";
import { expiredDays } from "./retention.ts";
import { COPY_SUFFIX, removeDatabase, rewriteFile } from "./rewrite-file.ts";
import { isOverdue, trimArchive } from "./trim-archive.ts";

/** Every DuckDB file of the store, in one in-memory instance that they are attached to. One thread only. */
export class Database {
  readonly writer: DuckDBConnection;
  readonly #instance: DuckDBInstance;
  readonly #directory: string;
  readonly #archive: DataFile;
  readonly #days = new Map<string, DataFile>();
  readonly #gate = new Gate();
  readonly #report: (error: PeekError) => void;
  readonly #questions = new Questions(() => this.#instance.connect());

  /** @param report told of damage that keeps nobody from the store */
  static async open(
    options: WorkerOptions,
    report: (error: PeekError) => void = () => {},
  ): Promise<Database> {
    const instance = await DuckDBInstance.create(":memory:", {
      memory_limit: options.memoryLimit,
      threads: String(options.threads),
      temp_directory: options.temporary,
      // Checkpoints are asked for where the log may forget what they cover.
      checkpoint_threshold: "1TB",
      autoinstall_known_extensions: "false",
      autoload_known_extensions: "false",
    });
    const writer = await instance.connect();
    // Always open, so that DuckDB's own lock on it keeps other processes away.
    await removeDatabase(`${options.archive}${COPY_SUFFIX}`);
    const archive = await attachFile(writer, "archive", options.archive, report);
    const database = new Database(instance, writer, options.days, archive, report);
    for (const name of (await readdir(options.days)).toSorted()) {
      const match = /^(\d{4}-\d{2}-\d{2})\.duckdb$/.exec(name);
      if (match) await database.day(match[1]!);
      if (name.endsWith(COPY_SUFFIX)) await removeDatabase(join(options.days, name));
    }
    await database.#deleteArchived();
    return database;
  }

  private constructor(
    instance: DuckDBInstance,
    writer: DuckDBConnection,
    directory: string,
    archive: DataFile,
    report: (error: PeekError) => void,
  ) {
    this.#instance = instance;
    this.writer = writer;
    this.#directory = directory;
    this.#archive = archive;
    this.#report = report;
  }

  /** The file of a day such as `2026-11-21`, created when there is none. */
  async day(day: string): Promise<DataFile> {
    let file = this.#days.get(day);
    if (!file) {
      const path = join(this.#directory, `${day}.duckdb`);
      const catalog = `day_${day.replaceAll("-", "_")}`;
      file = await attachFile(this.writer, catalog, path, this.#report);
      this.#days.set(day, file);
    }
    return file;
  }

  /** Files that hold event times of the range, newest first. */
  filesBetween(from: number, to: number): DataFile[] {
    return [...this.#days.values(), this.#archive]
      .filter(({ oldest, newest }) => newest >= from && oldest < to)
      .sort((a, b) => b.newest - a.newest);
  }

  /** Every file. */
  files(): DataFile[] {
    return [...this.#days.values(), this.#archive];
  }

  /**
   * Runs `use` on a connection of its own, so that a few queries neither wait for each other nor for loading.
   *
   * @throws PeekError `PEEK_E_STORE_TIMEOUT` when it takes too long.
   */
  query<T>(use: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
    return this.#questions.answer((connection) => this.#gate.share(() => use(connection)));
  }

  /** Resolves when DuckDB has answered, whatever else it does meanwhile. */
  ping(): Promise<void> {
    return this.#questions.ping();
  }

  async loadedState(): Promise<LoadedState> {
    return { ...(await loadedState(this.writer, this.files())), oldest: this.oldest() };
  }

  /** Start of the oldest request kept. */
  oldest(): number | undefined {
    const oldest = Math.min(...[...this.#days.values()].map((file) => file.oldest));
    return Number.isFinite(oldest) ? oldest : undefined;
  }

  async checkpoint(): Promise<void> {
    for (const file of this.#days.values()) {
      // One that was removed is written as before, until it is closed: then the log alone has what came.
      await stat(file.path);
      await compactFile(this.writer, file);
      await this.writer.run(`CHECKPOINT ${file.catalog}`).catch(async (error: unknown) => {
        await this.#gate.exclude(() => reattach(this.writer, file));
        throw error;
      });
    }
  }

  /** Archives and deletes the days whose rows have expired, and deletes totals that have. Nothing may be loaded meanwhile; queries wait. */
  async expire(retention: Retention): Promise<void> {
    const sizes = new Map<string, number>();
    for (const [day, { path }] of this.#days) sizes.set(day, (await stat(path)).size);
    const now = Date.now();
    const expired = expiredDays(sizes, retention, now);
    const { rollupMs } = retention;
    if (expired.length === 0 && !(await isOverdue(this.writer, this.#archive, now, rollupMs)))
      return;
    await this.#gate.exclude(async () => {
      for (const day of expired) {
        await archiveFile(this.writer, this.#archive, this.#days.get(day)!);
      }
      const trimmed = await trimArchive(this.writer, this.#archive, this.files(), now, rollupMs);
      await checkpointFile(this.writer, this.#archive);
      await this.#deleteArchived();
      // An erasure that finds no row of a user in a file leaves its bytes alone.
      if (trimmed > 0) await rewriteFile(this.writer, this.#archive);
    });
  }

  /** Every id of a user, however many there are. */
  async userIds(id: string): Promise<ErasedIds> {
    const { users, devices } = await userIds(this.writer, this.files(), id, Infinity);
    return { users, devices };
  }

  /** Files that have anything of a user. */
  filesOf(ids: ErasedIds): Promise<DataFile[]> {
    return withIds(this.writer, ids, async () => {
      const files: DataFile[] = [];
      for (const file of this.files()) {
        if (await isInFile(this.writer, file)) files.push(file);
      }
      return files;
    });
  }

  /** Deletes the rows of a user, and tells which files had any. Nothing may be loaded meanwhile; queries wait. */
  erase(ids: ErasedIds): Promise<{ erasure: Erasure; files: DataFile[] }> {
    return this.#gate.exclude(() => withIds(this.writer, ids, () => this.#erase(ids)));
  }

  /** Gives the disk back what was deleted, unless the file has expired. Nothing may be loaded meanwhile; queries wait. */
  async rewrite(file: DataFile): Promise<void> {
    await this.#gate.exclude(async () => {
      if (this.files().includes(file)) await rewriteFile(this.writer, file);
    });
  }

  async #erase({ users, devices }: ErasedIds): Promise<{ erasure: Erasure; files: DataFile[] }> {
    const erasure: Erasure = {
      ids: [...users, ...devices],
      events: 0,
      requests: 0,
      sessions: await countErasedSessions(this.writer, this.files()),
    };
    const files: DataFile[] = [];
    for (const file of this.files()) {
      const { events, requests, rows } = await eraseFrom(this.writer, file);
      erasure.events += events;
      erasure.requests += requests;
      if (rows > 0) files.push(file);
    }
    return { erasure, files };
  }

  async #deleteArchived(): Promise<void> {
    const reader = await this.writer.runAndReadAll(
      `SELECT identity FROM ${this.#archive.catalog}.expired`,
    );
    const archived = new Set(reader.getRowsJS().map(([identity]) => identity));
    for (const [day, { catalog, path, identity }] of this.#days) {
      if (!archived.has(identity)) continue;
      this.#days.delete(day);
      await this.writer.run(`DETACH ${catalog}`);
      await removeDatabase(path);
    }
  }

  /** Ends every question. Nothing may be loaded or changed any more. */
  async close(): Promise<void> {
    await this.#questions.close();
    this.writer.closeSync();
    this.#instance.closeSync();
  }
}
