import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { DuckDBConnection } from "@duckdb/node-api";
import { DuckDBInstance } from "@duckdb/node-api";
import type { LoadedState, WorkerOptions } from "../messages.ts";
import type { DayFile } from "./day-file.ts";
import { attachDay } from "./day-file.ts";
import { loadedState } from "./loaded-state.ts";

/** Every DuckDB file of the store, in one in-memory instance that they are attached to. One thread only. */
export class Database {
  readonly writer: DuckDBConnection;
  readonly #instance: DuckDBInstance;
  readonly #directory: string;
  readonly #days = new Map<string, DayFile>();

  static async open({ days, temporary, memoryLimit, threads }: WorkerOptions): Promise<Database> {
    const instance = await DuckDBInstance.create(":memory:", {
      memory_limit: memoryLimit,
      threads: String(threads),
      temp_directory: temporary,
      // Checkpoints are asked for where the log may forget what they cover.
      checkpoint_threshold: "1TB",
      autoinstall_known_extensions: "false",
      autoload_known_extensions: "false",
    });
    const database = new Database(instance, await instance.connect(), days);
    for (const name of (await readdir(days)).toSorted()) {
      const match = /^(\d{4}-\d{2}-\d{2})\.duckdb$/.exec(name);
      if (match) await database.day(match[1]!);
    }
    return database;
  }

  private constructor(instance: DuckDBInstance, writer: DuckDBConnection, directory: string) {
    this.#instance = instance;
    this.writer = writer;
    this.#directory = directory;
  }

  /** The file of a day, created when there is none. */
  async day(day: string): Promise<DayFile> {
    let file = this.#days.get(day);
    if (!file) {
      file = await attachDay(this.writer, day, join(this.#directory, `${day}.duckdb`));
      this.#days.set(day, file);
    }
    return file;
  }

  /** Files that hold event times of the range, newest first. */
  filesBetween(from: number, to: number): DayFile[] {
    return [...this.#days.values()]
      .filter(({ oldest, newest }) => newest >= from && oldest < to)
      .sort((a, b) => b.newest - a.newest);
  }

  /** Runs `use` on a connection of its own, so that queries neither wait for each other nor for loading. */
  async query<T>(use: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
    const connection = await this.#instance.connect();
    try {
      return await use(connection);
    } finally {
      connection.closeSync();
    }
  }

  loadedState(): Promise<LoadedState> {
    return loadedState(this.writer, [...this.#days.values()]);
  }

  /** Start of the oldest request kept. */
  oldest(): number | undefined {
    const oldest = Math.min(...[...this.#days.values()].map((file) => file.oldest));
    return Number.isFinite(oldest) ? oldest : undefined;
  }

  async checkpoint(): Promise<void> {
    for (const { catalog } of this.#days.values()) await this.writer.run(`CHECKPOINT ${catalog}`);
  }

  close(): void {
    this.writer.closeSync();
    this.#instance.closeSync();
  }
}
