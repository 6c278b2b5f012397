import type { DuckDBConnection } from "@duckdb/node-api";
import { DuckDBTimestampMillisecondsValue, TIMESTAMP_MS } from "@duckdb/node-api";
import { ACCOUNT_PERIOD, FORGET_MS, mergeClients } from "./clients.ts";
import { inTransaction, mergeIntervals, mergeUsers, replaceRows } from "./compact.ts";
import type { DataFile } from "./data-file.ts";
import { latestNames } from "./latest-names.ts";
import { textsInUse } from "./texts-in-use.ts";

/** Rows are trimmed with the days that expire, one a day; how much older they get, in milliseconds, where none does. */
const OVERDUE_MS = 24 * 3_600_000;

/** Whether the archive keeps what {@link trimArchive} should long have deleted. */
export async function isOverdue(
  connection: DuckDBConnection,
  { catalog }: DataFile,
  now: number,
  rollupMs: number,
): Promise<boolean> {
  const time = now - rollupMs - OVERDUE_MS;
  if (!(time > 0)) return false;
  const reader = await connection.runAndReadAll(
    `SELECT EXISTS (FROM ${catalog}.rollup_hour WHERE period < $1)
       OR EXISTS (FROM ${catalog}.identities WHERE seen < $1)
       OR EXISTS (FROM ${catalog}.traits WHERE timestamp < $1)`,
    [new DuckDBTimestampMillisecondsValue(BigInt(Math.floor(time)))],
    [TIMESTAMP_MS],
  );
  return reader.getRowsJS()[0]?.[0] === true;
}

/** Deletes what the archive need not keep any longer. Resolves with how many rows that may be about users. */
export async function trimArchive(
  connection: DuckDBConnection,
  archive: DataFile,
  files: readonly DataFile[],
  now: number,
  rollupMs: number,
): Promise<number> {
  const { catalog } = archive;
  const before = async (table: string, column: string, time: number): Promise<number> => {
    if (!(time > 0)) return 0;
    const value = new DuckDBTimestampMillisecondsValue(BigInt(Math.floor(time)));
    const { rowsChanged } = await connection.run(
      `DELETE FROM ${catalog}.${table} WHERE ${column} < $1`,
      [value],
      [TIMESTAMP_MS],
    );
    return rowsChanged;
  };
  await before("rollup_minute", "period", now - rollupMs);
  await before("idempotency_keys", "received_at", now - FORGET_MS);
  const trimmed =
    (await before("rollup_hour", "period", now - rollupMs)) +
    (await before("identities", "seen", now - rollupMs)) +
    (await before("traits", "timestamp", now - rollupMs));
  if (trimmed > 0) await forgetTexts(connection, catalog);
  const names = `${catalog}.consumer_names`;
  await inTransaction(connection, () =>
    replaceRows(connection, names, latestNames(catalog), "true"),
  );
  await inTransaction(connection, () => mergeUsers(connection, catalog));
  await inTransaction(connection, () => forgetClients(connection, archive, files, now - FORGET_MS));
  return trimmed;
}

/** Deletes the names of consumers that no rollup has any more, and the texts that nothing refers to. */
async function forgetTexts(connection: DuckDBConnection, catalog: string): Promise<void> {
  await connection.run(
    `DELETE FROM ${catalog}.consumer_names
     WHERE consumer NOT IN (SELECT consumer FROM ${catalog}.rollup_hour)`,
  );
  await connection.run(
    `DELETE FROM ${catalog}.dictionary WHERE id NOT IN (${textsInUse(catalog)})`,
  );
}

/** Of the clients that are still seen, the numbers stay, and what is older than `before` becomes one row each. */
async function forgetClients(
  connection: DuckDBConnection,
  { catalog }: DataFile,
  files: readonly DataFile[],
  before: number,
): Promise<void> {
  const time = `epoch_ms(${Math.floor(before)}::BIGINT)::TIMESTAMP_MS`;
  const seen = files.map((file) => `SELECT instance, last_seen FROM ${file.catalog}.clients`);
  await connection.run(
    `CREATE OR REPLACE TEMP TABLE living AS
     SELECT DISTINCT instance FROM (${seen.join(" UNION ALL ")}) WHERE last_seen >= ${time}`,
  );
  const isLiving = "instance IN (SELECT instance FROM living)";
  const of = (table: string): string => `${catalog}.${table}`;
  const period = `time_bucket(INTERVAL ${ACCOUNT_PERIOD} MILLISECONDS, ${time})::TIMESTAMP_MS`;
  const clients = `SELECT * REPLACE (greatest(period, ${period}) AS period) FROM ${of("clients")}
    WHERE ${isLiving}`;
  await replaceRows(connection, of("clients"), mergeClients(clients), "true");
  const accepted = `SELECT * FROM ${of("accepted")} WHERE ${isLiving} OR received_at >= ${time}`;
  await replaceRows(connection, of("accepted"), mergeIntervals(accepted), "true");
  const lost = `SELECT DISTINCT * FROM ${of("lost")} WHERE ${isLiving}`;
  await replaceRows(connection, of("lost"), lost, "true");
  await connection.run("DROP TABLE living");
}
