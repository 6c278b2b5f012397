import type { DuckDBConnection } from "@duckdb/node-api";
import { LIST, VARCHAR, listValue } from "@duckdb/node-api";
import { inTransaction } from "./compact.ts";
import { type DataFile, forgetWritten } from "./data-file.ts";
import { textsInUse } from "./texts-in-use.ts";

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

/** Runs `work` while the ids can be looked up in tables: a list would be searched row by row. */
export async function withIds<T>(
  connection: DuckDBConnection,
  { users, devices }: ErasedIds,
  work: () => Promise<T>,
): Promise<T> {
  await listIds(connection, "erased_users", users);
  await listIds(connection, "erased_ids", [...users, ...devices]);
  const result = await work();
  await connection.run("DROP TABLE erased_users");
  await connection.run("DROP TABLE erased_ids");
  return result;
}

/** Whether a file has anything of the user. Within {@link withIds}. */
export async function isInFile(
  connection: DuckDBConnection,
  { catalog }: DataFile,
): Promise<boolean> {
  const any = Object.entries(rowsOfUser(catalog)).map(
    ([table, condition]) => `EXISTS (SELECT 1 FROM ${catalog}.${table} WHERE ${condition})`,
  );
  const reader = await connection.runAndReadAll(`SELECT ${any.join(" OR ")}`);
  return reader.getRowsJS()[0]![0] as boolean;
}

/**
 * Deletes what a file keeps of a user: events, sessions, requests, traits, names and the ids themselves. In totals by
 * consumer the user becomes anonymous. Digests of messageIds stay, so that no event comes back that a client sends again.
 * However often it is repeated, it is done once. Within {@link withIds}.
 */
export async function eraseFrom(connection: DuckDBConnection, file: DataFile): Promise<ErasedRows> {
  const { catalog } = file;
  const erased: ErasedRows = { events: 0, requests: 0, rows: 0 };
  const run = async (sql: string): Promise<number> => {
    const { rowsChanged } = await connection.run(sql);
    erased.rows += rowsChanged;
    return rowsChanged;
  };
  const rows = rowsOfUser(catalog);
  await inTransaction(connection, async () => {
    await connection.run(
      `INSERT INTO ${catalog}.erased_messages SELECT received_at, message FROM ${catalog}.product_events
       WHERE message IS NOT NULL AND ${rows.product_events}`,
    );
    await run(`UPDATE ${catalog}.rollup_hour SET consumer = 0 WHERE ${rows.rollup_hour}`);
    const { rollup_hour: _, ...deleted } = rows;
    for (const [table, condition] of Object.entries(deleted)) {
      const count = await run(`DELETE FROM ${catalog}.${table} WHERE ${condition}`);
      if (table === "product_events") erased.events = count;
      else if (table === "requests") erased.requests = count;
    }
    await run(`DELETE FROM ${catalog}.dictionary WHERE id NOT IN (${textsInUse(catalog)})`);
  });
  forgetWritten(file);
  return erased;
}

/** What in each table of a file is about the user, as SQL. */
function rowsOfUser(catalog: string) {
  const isText = "value IN (SELECT id FROM erased_users)";
  const isConsumer = `consumer IN (SELECT id FROM ${catalog}.dictionary WHERE ${isText})`;
  const isId = (column: string): string => `${column} IN (SELECT id FROM erased_ids)`;
  return {
    product_events: isOfUser("anonymous_id"),
    session_parts: isOfUser("id"),
    web_vitals: isOfUser("session"),
    requests: isConsumer,
    rollup_hour: isConsumer,
    consumer_names: isConsumer,
    traits: `kind = 0 AND ${isId("id")}`,
    identities: `${isId("id")} OR other IN (SELECT id FROM erased_users)`,
  };
}

/** Sessions of which something is to be erased. Within {@link withIds}. */
export async function countErasedSessions(
  connection: DuckDBConnection,
  files: readonly DataFile[],
): Promise<number> {
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
