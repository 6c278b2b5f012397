import type { DuckDBConnection } from "@duckdb/node-api";
import { DuckDBTimestampMillisecondsValue, TIMESTAMP_MS } from "@duckdb/node-api";
import { mergeClients } from "./clients.ts";
import type { DataFile } from "./data-file.ts";
import { latestNames } from "./latest-names.ts";

/** Transactions after which compaction is worth its work. */
const ENOUGH_LOADS = 20;

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const KEYS = "period, service, environment, method, route, status, outcome, consumer";

/**
 * Merges what many small transactions have added for the same key. Answers are the same before and after; periods
 * that may still grow are left for the next time.
 */
export async function compactFile(connection: DuckDBConnection, file: DataFile): Promise<void> {
  if (file.loadsToCompact < ENOUGH_LOADS) return;
  const { catalog, hoursToCompact: hours } = file;
  const minute = Math.floor(file.newest / MINUTE) * MINUTE;
  const hour = Math.floor(file.newest / HOUR) * HOUR;
  await inTransaction(connection, async () => {
    await compactRollup(connection, `${catalog}.rollup_minute`, hours, minute);
    await compactRollup(connection, `${catalog}.rollup_hour`, hours, hour);
    const accepted = `${catalog}.accepted`;
    await replaceRows(connection, accepted, mergeIntervals(`SELECT * FROM ${accepted}`), "true");
    const lost = `${catalog}.lost`;
    await replaceRows(connection, lost, mergeLost(`SELECT * FROM ${lost}`), "true");
    const clients = `${catalog}.clients`;
    await replaceRows(connection, clients, mergeClients(`SELECT * FROM ${clients}`), "true");
    await replaceRows(connection, `${catalog}.consumer_names`, latestNames(catalog), "true");
    await mergeUsers(connection, catalog);
    await replaceRows(connection, `${catalog}.loads`, lastLoad(catalog), "true");
  });
  file.loadsToCompact = 0;
  file.hoursToCompact = new Set([hour]);
}

/** Runs `change` in one transaction. */
export async function inTransaction(
  connection: DuckDBConnection,
  change: () => Promise<void>,
): Promise<void> {
  await connection.run("BEGIN");
  try {
    await change();
    await connection.run("COMMIT");
  } catch (error) {
    await connection.run("ROLLBACK").catch(() => undefined);
    throw error;
  }
}

/** Joins intervals that touch or overlap. */
export function mergeIntervals(relation: string): string {
  return `
    WITH known AS (${relation}),
    marked AS (
      SELECT *, first > 1 + max(last) OVER (
        PARTITION BY instance ORDER BY first, last ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
      ) AS apart FROM known
    ),
    numbered AS (
      SELECT *, count(*) FILTER (apart) OVER (
        PARTITION BY instance ORDER BY first, last ROWS UNBOUNDED PRECEDING
      ) AS run FROM marked
    )
    SELECT instance, min(first) AS first, max(last) AS last, max(received_at) AS received_at
    FROM numbered GROUP BY instance, run`;
}

/** Repeated announcements become one. */
function mergeLost(relation: string): string {
  return `SELECT DISTINCT * FROM (${relation})`;
}

/** What was said of users several times alike becomes one row, as if it had been said the last time alone. */
export async function mergeUsers(connection: DuckDBConnection, catalog: string): Promise<void> {
  const [identities, traits] = [`${catalog}.identities`, `${catalog}.traits`];
  const once = `SELECT kind, id, other, max(seen) AS seen FROM ${identities} GROUP BY ALL`;
  await replaceRows(connection, identities, once, "true");
  const latest = `SELECT kind, id, max(timestamp) AS timestamp, traits FROM ${traits} GROUP BY ALL`;
  await replaceRows(connection, traits, latest, "true");
}

/** One row that says the same as all rows of a file's loads. */
export function lastLoad(catalog: string): string {
  return `
    SELECT l.sequence, l.rows, l.whole, r.oldest, r.newest FROM (
      SELECT * FROM ${catalog}.loads ORDER BY sequence DESC, rows DESC, whole DESC LIMIT 1
    ) l, (SELECT min(oldest) AS oldest, max(newest) AS newest FROM ${catalog}.loads) r`;
}

async function compactRollup(
  connection: DuckDBConnection,
  table: string,
  hours: ReadonlySet<number> | "all",
  to: number,
): Promise<void> {
  const from = hours === "all" ? 0 : Math.min(...hours);
  if (from >= to) return;
  const [start, end] = [from, to].map((time) => new DuckDBTimestampMillisecondsValue(BigInt(time)));
  let range = "period >= $1 AND period < $2";
  if (hours !== "all")
    range += ` AND epoch_ms(period) // ${HOUR} * ${HOUR} IN (${[...hours].join()})`;
  const merged = `
    WITH part AS (SELECT * FROM ${table} WHERE ${range}),
    items AS (
      SELECT ${KEYS}, bucket, least(sum(n), 4294967295)::UINTEGER AS n
      FROM (SELECT ${KEYS}, unnest(buckets) AS bucket, unnest(counts) AS n FROM part) GROUP BY ALL
    ),
    histograms AS (
      SELECT ${KEYS}, list(bucket ORDER BY bucket) AS buckets, list(n ORDER BY bucket) AS counts
      FROM items GROUP BY ${KEYS}
    )
    SELECT ${KEYS}, requests, request_bytes, response_bytes, last_seen,
      coalesce(buckets, []::SMALLINT[]) AS buckets, coalesce(counts, []::UINTEGER[]) AS counts
    FROM (
      SELECT ${KEYS}, least(sum(requests), 4294967295)::UINTEGER AS requests,
        least(sum(request_bytes), 9223372036854775807)::BIGINT AS request_bytes,
        least(sum(response_bytes), 9223372036854775807)::BIGINT AS response_bytes, max(last_seen) AS last_seen
      FROM part GROUP BY ${KEYS}
    ) LEFT JOIN histograms USING (${KEYS})`;
  await replaceRows(connection, table, merged, range, [start!, end!]);
}

export async function replaceRows(
  connection: DuckDBConnection,
  table: string,
  rows: string,
  where: string,
  range: DuckDBTimestampMillisecondsValue[] = [],
): Promise<void> {
  const types = range.map(() => TIMESTAMP_MS);
  await connection.run(`CREATE OR REPLACE TEMP TABLE replacement AS ${rows}`, range, types);
  await connection.run(`DELETE FROM ${table} WHERE ${where}`, range, types);
  await connection.run(`INSERT INTO ${table} SELECT * FROM replacement`);
  await connection.run("DROP TABLE replacement");
}
