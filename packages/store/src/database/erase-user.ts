import type { DuckDBConnection } from "@duckdb/node-api";
import { LIST, VARCHAR, listValue } from "@duckdb/node-api";
import type { Erasure } from "@peekjs/protocol";
import { userIds } from "../query/user-ids.ts";
import { inTransaction } from "./compact.ts";
import { type DataFile, forgetWritten } from "./data-file.ts";
import { DICTIONARY_COLUMNS } from "./schema.ts";

/**
 * Deletes what is kept of a user: events, sessions, requests, traits and the names of consumers. In totals by consumer the user
 * becomes anonymous. What a device did without telling whose it is goes too.
 */
export async function eraseUser(
  connection: DuckDBConnection,
  files: DataFile[],
  id: string,
): Promise<Erasure> {
  const { users, devices } = await userIds(connection, files, id);
  const erasure: Erasure = { ids: [...users, ...devices], events: 0, requests: 0, sessions: 0 };
  erasure.sessions = await countSessions(connection, files, erasure.ids);
  for (const file of files) {
    await inTransaction(connection, () => eraseFrom(connection, file, users, erasure));
    forgetWritten(file);
  }
  // Last, since a transaction writes to one file only: a repetition must still find what an interruption left.
  for (const { catalog } of files) {
    await connection.run(
      `DELETE FROM ${catalog}.identities WHERE list_contains($1, id) OR list_contains($1, other)`,
      [listValue(users)],
      [LIST(VARCHAR)],
    );
  }
  return erasure;
}

async function eraseFrom(
  connection: DuckDBConnection,
  { catalog }: DataFile,
  users: string[],
  erasure: Erasure,
): Promise<void> {
  const run = async (sql: string, ids: string[]): Promise<number> => {
    const values = sql.includes("$1") ? [listValue(ids)] : [];
    const types = values.map(() => LIST(VARCHAR));
    return (await connection.run(sql, values, types)).rowsChanged;
  };
  const consumers = `consumer IN (SELECT id FROM ${catalog}.dictionary WHERE list_contains($1, value))`;
  erasure.events += await run(
    `DELETE FROM ${catalog}.product_events WHERE ${ofUser("anonymous_id")}`,
    erasure.ids,
  );
  await run(`DELETE FROM ${catalog}.session_parts WHERE ${ofUser("id")}`, erasure.ids);
  await run(`DELETE FROM ${catalog}.web_vitals WHERE ${ofUser("session")}`, erasure.ids);
  erasure.requests += await run(`DELETE FROM ${catalog}.requests WHERE ${consumers}`, users);
  await run(`DELETE FROM ${catalog}.consumer_names WHERE ${consumers}`, users);
  await run(`UPDATE ${catalog}.rollup_hour SET consumer = 0 WHERE ${consumers}`, users);
  await run(`DELETE FROM ${catalog}.traits WHERE kind = 0 AND list_contains($1, id)`, erasure.ids);
  await run(`DELETE FROM ${catalog}.dictionary WHERE id NOT IN (${textsInUse(catalog)})`, []);
}

async function countSessions(
  connection: DuckDBConnection,
  files: DataFile[],
  ids: string[],
): Promise<number> {
  const parts = files.map(
    ({ catalog }) => `
      SELECT s.value AS service, e.value AS environment, p.id FROM ${catalog}.session_parts p
      LEFT JOIN ${catalog}.dictionary s ON s.id = p.service
      LEFT JOIN ${catalog}.dictionary e ON e.id = p.environment
      WHERE ${ofUser("p.id")}`,
  );
  const reader = await connection.runAndReadAll(
    `SELECT count(DISTINCT row(service, environment, id))::DOUBLE FROM (${parts.join(" UNION ALL ")})`,
    [listValue(ids)],
    [LIST(VARCHAR)],
  );
  return reader.getRowsJS()[0]![0] as number;
}

/** Rows that name one of the ids as user, or as device when they name no user. */
function ofUser(device: string): string {
  return `(list_contains($1, user_id) OR (user_id IS NULL AND list_contains($1, ${device})))`;
}

/** Ids of texts that something still refers to. */
function textsInUse(catalog: string): string {
  const columns: [table: string, column: string][] = [
    ...DICTIONARY_COLUMNS.map((column): [string, string] => ["requests", column]),
    ...["rollup_minute", "rollup_hour"].flatMap((table) =>
      ["service", "environment", "method", "route", "consumer"].map((column): [string, string] => [
        table,
        column,
      ]),
    ),
    ...["service", "environment", "name"].map((column): [string, string] => [
      "product_events",
      column,
    ]),
    ...["session_parts", "web_vitals"].flatMap((table) =>
      ["service", "environment"].map((column): [string, string] => [table, column]),
    ),
    ["consumer_names", "consumer"],
    ["consumer_names", "name"],
  ];
  return columns
    .map(([table, column]) => `SELECT ${column} AS id FROM ${catalog}.${table}`)
    .join(" UNION ");
}
