import { randomUUID } from "node:crypto";
import { chmod, rename, rm, stat } from "node:fs/promises";
import type { DuckDBConnection } from "@duckdb/node-api";
import type { PeekError } from "@peekjs/protocol";
import { unreadableError } from "../errors.ts";
import { Dictionary } from "../loader/dictionary.ts";
import type { KnownTraits } from "../loader/user-tables.ts";
import { TABLES } from "./schema.ts";

/** A DuckDB file, attached to the worker's database under its catalog's name: a day's, or the archive. */
export interface DataFile {
  catalog: string;
  path: string;
  /** Told apart by this, not by name: a day that has expired may come again when a clock is set back. */
  identity: string;
  dictionary: Dictionary;
  /** Name last written for a consumer, as ids. */
  consumerNames: Map<number, number>;
  /** What was last written of identities and traits, so that repetitions need not be. */
  identities: Set<string>;
  traits: Map<string, KnownTraits>;
  /** Event times in the file, milliseconds since 1970; late events reach back behind the day. */
  oldest: number;
  newest: number;
  /** Transactions since its rollups were last compacted, and the hours that may have several rows of one key. */
  loadsToCompact: number;
  hoursToCompact: Set<number> | "all";
}

/**
 * Attaches a file, which is created when missing. `catalog` becomes part of SQL.
 *
 * DuckDB's own log of changes since the last checkpoint is put aside when it cannot be read: the store's log still holds
 * everything that came after that checkpoint, and is loaded from there.
 *
 * @param report told of a log of changes that was put aside
 */
export async function attachFile(
  connection: DuckDBConnection,
  catalog: string,
  path: string,
  report: (error: PeekError) => void,
): Promise<DataFile> {
  if (!/^[a-z0-9_]+$/.test(catalog)) throw new Error(`not a catalog's name: ${catalog}`);
  await removeUnbegun(path);
  try {
    await attach(connection, catalog, path);
  } catch (error) {
    if (!(error as Error).message.includes("WAL")) throw named(error, path);
    await rename(`${path}.wal`, `${path}.wal.unreadable`);
    await attach(connection, catalog, path);
    report(unreadableError(path, error));
  }
  try {
    return await openFile(connection, catalog, path);
  } catch (error) {
    // Or the next try would find its name taken.
    await detach(connection, catalog);
    throw named(error, path);
  }
}

/** DuckDB does not say of a damaged block in which file it is. */
function named(cause: unknown, path: string): unknown {
  const { message } = cause as Error;
  return message.includes(path) ? cause : new Error(`${path}: ${message}`, { cause });
}

/** Of a file of DuckDB's: its three headers. https://duckdb.org/docs/stable/internals/storage */
const HEADER_BYTES = 3 * 4_096;

/** A disk that was full leaves the beginning of a file, which DuckDB takes neither for one of its own nor for none. */
async function removeUnbegun(path: string): Promise<void> {
  const found = await stat(path).catch(() => undefined);
  if (found !== undefined && found.size < HEADER_BYTES) await rm(path);
}

async function openFile(
  connection: DuckDBConnection,
  catalog: string,
  path: string,
): Promise<DataFile> {
  await createTables(connection, catalog);
  await chmod(path, 0o600);
  const reader = await connection.runAndReadAll(
    `SELECT (SELECT coalesce(max(id), 0) FROM ${catalog}.dictionary)::DOUBLE,
       epoch_ms(min(oldest))::DOUBLE, epoch_ms(max(newest))::DOUBLE,
       (SELECT identity FROM ${catalog}.file) FROM ${catalog}.loads`,
  );
  const [lastId, oldest, newest, identity] = reader.getRowsJS()[0] as [
    number,
    number | null,
    number | null,
    string,
  ];
  return {
    catalog,
    path,
    identity,
    dictionary: new Dictionary(lastId + 1),
    consumerNames: new Map(),
    identities: new Set(),
    traits: new Map(),
    oldest: oldest ?? Number.POSITIVE_INFINITY,
    newest: newest ?? Number.NEGATIVE_INFINITY,
    loadsToCompact: 0,
    hoursToCompact: "all",
  };
}

/** Attaches a file as it is: what is in its log of changes would not be loaded again before the next start. */
export async function attach(
  connection: DuckDBConnection,
  catalog: string,
  path: string,
): Promise<void> {
  await connection.run(`ATTACH '${path.replaceAll("'", "''")}' AS ${catalog}`);
}

/**
 * After a checkpoint that failed, on a full disk say: DuckDB refuses the file until then. Nothing that was committed is lost.
 * Nobody may use it meanwhile.
 */
export async function reattach(
  connection: DuckDBConnection,
  { catalog, path }: DataFile,
): Promise<void> {
  await detach(connection, catalog);
  await attach(connection, catalog, path);
}

/** Makes a file independent of DuckDB's own log of changes. Nobody may use it meanwhile. */
export async function checkpointFile(connection: DuckDBConnection, file: DataFile): Promise<void> {
  try {
    await connection.run(`CHECKPOINT ${file.catalog}`);
  } catch (error) {
    await reattach(connection, file);
    throw error;
  }
}

async function detach(connection: DuckDBConnection, catalog: string): Promise<void> {
  await connection.run(`DETACH DATABASE IF EXISTS ${catalog}`);
}

/** Forgets what was written to the file, so that it is written again: after a transaction that failed, or a deletion. */
export function forgetWritten(file: DataFile): void {
  file.dictionary.forget();
  file.consumerNames.clear();
  file.identities.clear();
  file.traits.clear();
}

/** Adds the tables that a file of an earlier version lacks. Checkpoints at once: a log of changes that begins with new tables has failed to replay. */
async function createTables(connection: DuckDBConnection, catalog: string): Promise<void> {
  const existing = await connection.runAndReadAll(
    "SELECT table_name FROM duckdb_tables() WHERE database_name = $1",
    [catalog],
  );
  const names = new Set(existing.getRowsJS().map(([name]) => name));
  if (Object.keys(TABLES).every((name) => names.has(name))) return;
  await connection.run("BEGIN");
  for (const [name, columns] of Object.entries(TABLES)) {
    await connection.run(`CREATE TABLE IF NOT EXISTS ${catalog}.${name} (${columns})`);
  }
  await connection.run(
    `INSERT INTO ${catalog}.file SELECT $1 WHERE NOT EXISTS (FROM ${catalog}.file)`,
    [randomUUID()],
  );
  await connection.run("COMMIT");
  await connection.run(`CHECKPOINT ${catalog}`);
}
