import type { DuckDBConnection } from "@duckdb/node-api";
import { LIST, VARCHAR, listValue } from "@duckdb/node-api";
import { inTransaction } from "./compact.ts";
import { type DataFile, forgetWritten } from "./data-file.ts";
import { DICTIONARY_COLUMNS } from "./schema.ts";

/** The ids of a user that is erased. */
export interface ErasedIds {
  users: string[];
  /** What they did without telling whose they are goes too. */
  devices: string[];
}

/** Rows that one file lost. */
export interface ErasedRows {
  events: number;
  requests: number;
  /** Of any table. */
  rows: number;
}

/**
 * Deletes what a file keeps of a user: events, sessions, requests, traits, names and the ids themselves. In totals by
 * consumer the user becomes anonymous. However often it is repeated, it is done once.
 */
export async function eraseFrom(
  connection: DuckDBConnection,
  file: DataFile,
  { users, devices }: ErasedIds,
): Promise<ErasedRows> {
  await listIds(connection, "erased_users", users);
  await listIds(connection, "erased_ids", [...users, ...devices]);
  const erased: ErasedRows = { events: 0, requests: 0, rows: 0 };
  await inTransaction(connection, async () => {
    const run = async (sql: string): Promise<number> => {
      const { rowsChanged } = await connection.run(sql);
      erased.rows += rowsChanged;
      return rowsChanged;
    };
    const { catalog } = file;
    const isText = "value IN (SELECT id FROM erased_users)";
    const isConsumer = `consumer IN (SELECT id FROM ${catalog}.dictionary WHERE ${isText})`;
    const isId = (column: string): string => `${column} IN (SELECT id FROM erased_ids)`;
    erased.events = await run(
      `DELETE FROM ${catalog}.product_events WHERE ${isOfUser("anonymous_id")}`,
    );
    await run(`DELETE FROM ${catalog}.session_parts WHERE ${isOfUser("id")}`);
    await run(`DELETE FROM ${catalog}.web_vitals WHERE ${isOfUser("session")}`);
    erased.requests = await run(`DELETE FROM ${catalog}.requests WHERE ${isConsumer}`);
    await run(`DELETE FROM ${catalog}.consumer_names WHERE ${isConsumer}`);
    await run(`UPDATE ${catalog}.rollup_hour SET consumer = 0 WHERE ${isConsumer}`);
    await run(`DELETE FROM ${catalog}.traits WHERE kind = 0 AND ${isId("id")}`);
    await run(
      `DELETE FROM ${catalog}.identities
       WHERE ${isId("id")} OR other IN (SELECT id FROM erased_users)`,
    );
    await run(`DELETE FROM ${catalog}.dictionary WHERE id NOT IN (${textsInUse(catalog)})`);
  });
  await connection.run("DROP TABLE erased_users");
  await connection.run("DROP TABLE erased_ids");
  forgetWritten(file);
  return erased;
}

/** Sessions of which something is to be erased. */
export async function countErasedSessions(
  connection: DuckDBConnection,
  files: readonly DataFile[],
  { users, devices }: ErasedIds,
): Promise<number> {
  await listIds(connection, "erased_ids", [...users, ...devices]);
  const parts = files.map(
    ({ catalog }) => `
      SELECT s.value AS service, e.value AS environment, p.id FROM ${catalog}.session_parts p
      LEFT JOIN ${catalog}.dictionary s ON s.id = p.service
      LEFT JOIN ${catalog}.dictionary e ON e.id = p.environment
      WHERE ${isOfUser("p.id")}`,
  );
  const reader = await connection.runAndReadAll(
    `SELECT count(DISTINCT row(service, environment, id))::DOUBLE FROM (${parts.join(" UNION ALL ")})`,
  );
  return reader.getRowsJS()[0]![0] as number;
}

/** A table to look ids up in: a list would be searched row by row. */
async function listIds(connection: DuckDBConnection, table: string, ids: string[]): Promise<void> {
  await connection.run(
    `CREATE OR REPLACE TEMP TABLE ${table} AS SELECT unnest($1) AS id`,
    [listValue(ids)],
    [LIST(VARCHAR)],
  );
}

/** Rows that name one of the ids as user, or as device when they name no user. */
function isOfUser(device: string): string {
  const isErased = (column: string): string => `${column} IN (SELECT id FROM erased_ids)`;
  return `(${isErased("user_id")} OR (user_id IS NULL AND ${isErased(device)}))`;
}

/** Ids of texts that something still refers to. */
function textsInUse(catalog: string): string {
  const dimensions = ["service", "environment", "method", "route", "consumer"];
  const columns: Record<string, readonly string[]> = {
    requests: DICTIONARY_COLUMNS,
    rollup_minute: dimensions,
    rollup_hour: dimensions,
    product_events: ["service", "environment", "name"],
    session_parts: ["service", "environment"],
    web_vitals: ["service", "environment"],
    consumer_names: ["consumer", "name"],
  };
  return Object.entries(columns)
    .flatMap(([table, names]) => names.map((name) => `SELECT ${name} FROM ${catalog}.${table}`))
    .join(" UNION ");
}
