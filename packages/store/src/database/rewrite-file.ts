import { chmod, open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import type { DuckDBConnection } from "@duckdb/node-api";
import type { DataFile } from "./data-file.ts";
import { syncDirectory } from "@peekjs/protocol/node";
import { attach, checkpointFile } from "./data-file.ts";
import { TABLES } from "./schema.ts";

/** Ends the name of a copy that is being written; one that is found at the start is of no use. */
export const COPY_SUFFIX = ".rewritten";

/**
 * Replaces a file by a copy of what is in it, so that deleted rows leave the disk: DuckDB itself only writes over them some
 * day. Whenever it is interrupted, the file under this name is whole. Nobody may use it meanwhile.
 */
export async function rewriteFile(connection: DuckDBConnection, file: DataFile): Promise<void> {
  const { catalog, path } = file;
  const copy = `${path}${COPY_SUFFIX}`;
  const to = `${catalog}_copy`;
  await checkpointFile(connection, file);
  await removeDatabase(copy);
  try {
    await attach(connection, to, copy);
    try {
      await copyTables(connection, catalog, to);
    } finally {
      await connection.run(`DETACH ${to}`);
    }
    await chmod(copy, 0o600);
    await syncToDisk(copy);
  } catch (error) {
    // On a full disk, the log needs the room.
    await removeDatabase(copy);
    throw error;
  }
  await connection.run(`DETACH ${catalog}`);
  try {
    // All that was in them is in the file.
    for (const wal of [`${path}.wal`, `${path}.wal.unreadable`]) await rm(wal, { force: true });
    await rename(copy, path);
    await syncDirectory(dirname(path));
  } finally {
    await attach(connection, catalog, path);
  }
}

async function copyTables(connection: DuckDBConnection, from: string, to: string): Promise<void> {
  for (const [table, columns] of Object.entries(TABLES)) {
    await connection.run(`CREATE TABLE ${to}.${table} (${columns})`);
  }
  await connection.run(`CHECKPOINT ${to}`);
  for (const table of Object.keys(TABLES)) {
    await connection.run(`INSERT INTO ${to}.${table} SELECT * FROM ${from}.${table}`);
  }
  await connection.run(`CHECKPOINT ${to}`);
}

/** Deletes a database file with what DuckDB may have beside it. */
export async function removeDatabase(path: string): Promise<void> {
  for (const suffix of ["", ".wal", ".wal.unreadable"]) await rm(path + suffix, { force: true });
}

async function syncToDisk(path: string): Promise<void> {
  const file = await open(path, "r");
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}
