import type { DuckDBConnection } from "@duckdb/node-api";
import { mergeClients } from "./clients.ts";
import { inTransaction, lastLoad, mergeIntervals } from "./compact.ts";
import type { DataFile } from "./data-file.ts";
import { latestNames } from "./latest-names.ts";

/**
 * Copies a file's rollups, accepted numbers and position into the archive, in one transaction that also says so:
 * however often it is begun, it is done once. The file can be deleted afterwards.
 */
export async function archiveFile(
  connection: DuckDBConnection,
  archive: DataFile,
  { catalog, identity }: DataFile,
): Promise<void> {
  const to = archive.catalog;
  await inTransaction(connection, async () => {
    await copyTexts(connection, to, catalog);
    for (const table of ["rollup_minute", "rollup_hour"]) {
      const ids = ["service", "environment", "method", "route", "consumer"];
      const translated = ids.map((column) => `coalesce(${column}_ids.new, 0) AS ${column}`);
      const joins = ids.map(
        (column) => `LEFT JOIN translation ${column}_ids ON ${column}_ids.old = r.${column}`,
      );
      await connection.run(
        `INSERT INTO ${to}.${table} SELECT r.* REPLACE (${translated.join(", ")})
         FROM ${catalog}.${table} r ${joins.join(" ")}`,
      );
    }
    await connection.run(
      `INSERT INTO ${to}.consumer_names SELECT c.new, n.new FROM (${latestNames(catalog)}) p
       JOIN translation c ON c.old = p.consumer JOIN translation n ON n.old = p.name`,
    );
    await connection.run(
      `INSERT INTO ${to}.accepted ${mergeIntervals(`SELECT * FROM ${catalog}.accepted`)}`,
    );
    await connection.run(
      `INSERT INTO ${to}.clients ${mergeClients(`SELECT * FROM ${catalog}.clients`)}`,
    );
    await connection.run(`INSERT INTO ${to}.lost SELECT * FROM ${catalog}.lost`);
    await connection.run(
      `INSERT INTO ${to}.idempotency_keys SELECT * FROM ${catalog}.idempotency_keys`,
    );
    await connection.run(`INSERT INTO ${to}.identities SELECT * FROM ${catalog}.identities`);
    await connection.run(`INSERT INTO ${to}.traits SELECT * FROM ${catalog}.traits`);
    await connection.run(`INSERT INTO ${to}.loads ${lastLoad(catalog)}`);
    await connection.run(`INSERT INTO ${to}.expired VALUES ($1)`, [identity]);
    await connection.run("DROP TABLE translation");
  });
  const reader = await connection.runAndReadAll(
    `SELECT epoch_ms(min(oldest))::DOUBLE, epoch_ms(max(newest))::DOUBLE FROM ${to}.loads`,
  );
  const [oldest, newest] = reader.getRowsJS()[0] as [number | null, number | null];
  archive.oldest = oldest ?? Number.POSITIVE_INFINITY;
  archive.newest = newest ?? Number.NEGATIVE_INFINITY;
}

/** Adds the texts in use that the archive lacks, and leaves a table that turns the file's ids into the archive's. */
async function copyTexts(connection: DuckDBConnection, to: string, from: string): Promise<void> {
  const used = ["rollup_minute", "rollup_hour"].flatMap((table) =>
    ["service", "environment", "method", "route", "consumer"].map(
      (column) => `SELECT ${column} AS id FROM ${from}.${table}`,
    ),
  );
  used.push(
    `SELECT consumer FROM ${from}.consumer_names`,
    `SELECT name FROM ${from}.consumer_names`,
  );
  await connection.run(
    `CREATE OR REPLACE TEMP TABLE texts_in_use AS
     SELECT id, value FROM ${from}.dictionary WHERE id IN (${used.join(" UNION ALL ")})`,
  );
  await connection.run(
    `INSERT INTO ${to}.dictionary
     SELECT (SELECT coalesce(max(id), 0) FROM ${to}.dictionary) + row_number() OVER (), value
     FROM (SELECT DISTINCT value FROM texts_in_use WHERE value NOT IN (SELECT value FROM ${to}.dictionary))`,
  );
  await connection.run(
    `CREATE OR REPLACE TEMP TABLE translation AS
     SELECT t.id AS old, a.id AS new FROM texts_in_use t
     JOIN (SELECT value, min(id) AS id FROM ${to}.dictionary GROUP BY value) a USING (value)`,
  );
  await connection.run("DROP TABLE texts_in_use");
}
