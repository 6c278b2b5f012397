import { chmod } from "node:fs/promises";
import type { DuckDBConnection } from "@duckdb/node-api";
import { Dictionary } from "../loader/dictionary.ts";
import { DAY_TABLES } from "./schema.ts";

/** The file of one received UTC day, attached to the worker's database under its catalog's name. */
export interface DayFile {
  /** E.g. `2026-11-21`. */
  day: string;
  catalog: string;
  path: string;
  dictionary: Dictionary;
  /** Name last written for a consumer, as ids. */
  consumerNames: Map<number, number>;
  /** Event times in the file, milliseconds since 1970; late events reach back behind the day. */
  oldest: number;
  newest: number;
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;

export function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

export async function attachDay(
  connection: DuckDBConnection,
  day: string,
  path: string,
): Promise<DayFile> {
  if (!DAY.test(day)) throw new Error(`not a day: ${day}`);
  const catalog = `day_${day.replaceAll("-", "_")}`;
  await connection.run(`ATTACH '${path.replaceAll("'", "''")}' AS ${catalog}`);
  await createTables(connection, catalog);
  await chmod(path, 0o600);
  const reader = await connection.runAndReadAll(
    `SELECT (SELECT coalesce(max(id), 0) FROM ${catalog}.dictionary)::DOUBLE,
       epoch_ms(min(oldest))::DOUBLE, epoch_ms(max(newest))::DOUBLE FROM ${catalog}.loads`,
  );
  const [lastId, oldest, newest] = reader.getRowsJS()[0] as [number, number | null, number | null];
  return {
    day,
    catalog,
    path,
    dictionary: new Dictionary(lastId + 1),
    consumerNames: new Map(),
    oldest: oldest ?? Number.POSITIVE_INFINITY,
    newest: newest ?? Number.NEGATIVE_INFINITY,
  };
}

/** Checkpoints at once: a log of changes that begins with new tables has failed to replay. */
async function createTables(connection: DuckDBConnection, catalog: string): Promise<void> {
  const reader = await connection.runAndReadAll(
    "SELECT count(*)::INTEGER FROM duckdb_tables() WHERE database_name = $1",
    [catalog],
  );
  if (reader.getRowsJS()[0]![0] === Object.keys(DAY_TABLES).length) return;
  for (const [name, columns] of Object.entries(DAY_TABLES)) {
    await connection.run(`CREATE TABLE IF NOT EXISTS ${catalog}.${name} (${columns})`);
  }
  await connection.run(`CHECKPOINT ${catalog}`);
}
