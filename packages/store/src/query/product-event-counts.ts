import type { DuckDBConnection, JS } from "@duckdb/node-api";
import type {
  ProductEventCounts,
  ProductEventCountsQuery,
  ProductEventSeries,
  ProductEventTotals,
} from "@peekjs/protocol";
import { PRODUCT_EVENT_TYPES } from "@peekjs/protocol";
import type { Database } from "../database/database.ts";
import { alignedRange } from "./aligned-range.ts";
import { Parameters } from "./parameters.ts";
import { productEventSql } from "./product-events.ts";

/** The names with the most events, and how many there were over time, of them and of all. */
export async function productEventCounts(
  database: Database,
  connection: DuckDBConnection,
  query: ProductEventCountsQuery,
): Promise<ProductEventCounts> {
  const { step } = query;
  const { from, to, times } = alignedRange(query, step);
  const parameters = new Parameters();
  const parts = database.files().map(
    ({ catalog }) => `
      SELECT p.type, n.value AS name, (epoch_ms(p.timestamp) - ${from}) // ${step} AS position,
        coalesce(p.user_id, p.anonymous_id) AS someone
      FROM ${catalog}.product_events p LEFT JOIN ${catalog}.dictionary n ON n.id = p.name
      WHERE ${productEventSql({ ...query, from, to }, catalog, parameters)}`,
  );
  // A table of this connection's own, that all questions read.
  await parameters.run(connection, `CREATE TEMP TABLE counted AS ${parts.join(" UNION ALL ")}`);
  const run = async (sql: string): Promise<JS[][]> =>
    (await connection.runAndReadAll(sql)).getRowsJS();
  const rows = await run(
    `WITH names AS (
       SELECT type, name, count(*) AS total, count(DISTINCT someone) AS users FROM counted
       GROUP BY ALL ORDER BY total DESC, name, type LIMIT ${Math.floor(query.limit)}
     ),
     points AS (SELECT type, name, position, count(*) AS n FROM counted GROUP BY ALL)
     SELECT n.type::INTEGER, n.name, n.total::DOUBLE, n.users::DOUBLE, p.position::INTEGER, p.n::DOUBLE
     FROM names n JOIN points p ON p.type = n.type AND p.name IS NOT DISTINCT FROM n.name
     ORDER BY n.total DESC, n.name, n.type`,
  );
  const [totals] = await run(
    `SELECT count(*)::DOUBLE, count(DISTINCT someone)::DOUBLE,
       (SELECT count(*)::DOUBLE FROM (SELECT DISTINCT type, name FROM counted)) FROM counted`,
  );
  const points = await run(
    "SELECT position::INTEGER, count(*)::DOUBLE FROM counted GROUP BY position",
  );
  const series = toSeries(rows, times.length);
  return { from, to, step, times, series, total: toTotals(totals!, points, times.length) };
}

/** @param rows one for each name and point, those of a name one after the other */
function toSeries(rows: readonly JS[][], length: number): ProductEventSeries[] {
  const series: ProductEventSeries[] = [];
  for (const row of rows) {
    const [code, name, total, users, position, count] = row as [
      number,
      string | null,
      number,
      number,
      number,
      number,
    ];
    const type = PRODUCT_EVENT_TYPES[code]!;
    const last = series.at(-1);
    const isSame = last?.type === type && last.name === name;
    const one = isSame ? last : { type, name, total, users, values: zeros(length) };
    one.values[position] = count;
    if (!isSame) series.push(one);
  }
  return series;
}

function toTotals(
  totals: readonly JS[],
  points: readonly JS[][],
  length: number,
): ProductEventTotals {
  const [events, users, names] = totals as [number, number, number];
  const values = zeros(length);
  for (const [position, count] of points as [number, number][]) values[position] = count;
  return { events, users, names, values };
}

function zeros(length: number): number[] {
  return Array.from({ length }, () => 0);
}
