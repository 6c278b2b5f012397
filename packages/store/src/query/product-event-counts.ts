import type { DuckDBConnection } from "@duckdb/node-api";
import type {
  ProductEventCounts,
  ProductEventCountsQuery,
  ProductEventSeries,
} from "@peekjs/protocol";
import { PRODUCT_EVENT_TYPES } from "@peekjs/protocol";
import type { Database } from "../database/database.ts";
import { alignedRange } from "./aligned-range.ts";
import { Parameters } from "./parameters.ts";
import { productEventSql } from "./product-events.ts";

/** The names with the most events, and how many there were over time. */
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
      SELECT p.type, n.value AS name, epoch_ms(p.timestamp) // ${step} * ${step} AS time,
        coalesce(p.user_id, p.anonymous_id) AS someone
      FROM ${catalog}.product_events p LEFT JOIN ${catalog}.dictionary n ON n.id = p.name
      WHERE ${productEventSql({ ...query, from, to }, catalog, parameters)}`,
  );
  const rows = await parameters.run(
    connection,
    `WITH events AS (${parts.join(" UNION ALL ")}),
     names AS (
       SELECT type, name, count(*) AS total, count(DISTINCT someone) AS users FROM events
       GROUP BY ALL ORDER BY total DESC, name LIMIT ${Math.floor(query.limit)}
     ),
     points AS (SELECT type, name, time, count(*) AS n FROM events GROUP BY ALL)
     SELECT n.type::INTEGER, n.name, n.total::DOUBLE, n.users::DOUBLE, p.time::DOUBLE, p.n::DOUBLE
     FROM names n JOIN points p ON p.type = n.type AND p.name IS NOT DISTINCT FROM n.name
     ORDER BY n.total DESC, n.name, n.type`,
  );
  const series = new Map<string, ProductEventSeries>();
  for (const row of rows) {
    const [type, name, total, users, time, count] = row as [
      number,
      string | null,
      number,
      number,
      number,
      number,
    ];
    const key = JSON.stringify([type, name]);
    let one = series.get(key);
    if (!one) {
      const values = times.map(() => 0);
      series.set(key, (one = { type: PRODUCT_EVENT_TYPES[type]!, name, total, users, values }));
    }
    one.values[(time - from) / step] = count;
  }
  return { from, to, step, times, series: [...series.values()] };
}
