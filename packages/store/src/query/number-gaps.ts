import type { DuckDBConnection } from "@duckdb/node-api";
import type { Interval } from "@peekjs/protocol";
import { mergeIntervals } from "../database/compact.ts";
import { Parameters } from "./parameters.ts";

/** Gaps that are named; all of them are counted. */
const MOST_GAPS = 20;

/** What is absent of a client's record numbers. */
interface NumberGaps {
  /** Announced never to come, and did not come. */
  lost: number;
  /** From 1 to the highest accepted number, neither accepted nor announced. */
  missing: number;
  /** The first of the missing numbers. */
  gaps: Interval[];
}

export async function numberGaps(
  connection: DuckDBConnection,
  catalogs: readonly string[],
  instances: readonly string[],
): Promise<Map<string, NumberGaps>> {
  if (instances.length === 0) return new Map();
  const parameters = new Parameters();
  const names = parameters.texts([...new Set(instances)]);
  const all = (select: (catalog: string) => string): string =>
    `SELECT * FROM (${catalogs.map(select).join(" UNION ALL ")}) WHERE list_contains(${names}, instance)`;
  const accepted = all((catalog) => `SELECT * FROM ${catalog}.accepted`);
  const lost = all(
    (catalog) =>
      `SELECT instance, first, last, NULL::TIMESTAMP_MS AS received_at FROM ${catalog}.lost`,
  );
  const rows = await parameters.run(
    connection,
    `WITH accepted AS MATERIALIZED (${mergeIntervals(accepted)}),
     known AS MATERIALIZED (${mergeIntervals(`SELECT * FROM accepted UNION ALL (${lost})`)}),
     spans AS (
       SELECT instance, last, first - 1 AS gap_last,
         1 + lag(last, 1, 0) OVER (PARTITION BY instance ORDER BY first) AS gap_first FROM known
     ),
     highest AS (SELECT instance, max(last) AS last FROM accepted GROUP BY instance),
     gaps AS (
       SELECT s.instance, gap_first, gap_last FROM spans s JOIN highest h USING (instance)
       WHERE gap_first <= gap_last AND gap_last < h.last
     ),
     counted AS (
       SELECT instance, sum(gap_last - gap_first + 1) AS missing,
         list([gap_first, gap_last]::DOUBLE[] ORDER BY gap_first)[:${MOST_GAPS}] AS gaps
       FROM gaps GROUP BY instance
     ),
     sizes AS (
       SELECT instance, sum(size) AS lost FROM (
         SELECT instance, last - first + 1 AS size FROM known
         UNION ALL SELECT instance, first - last - 1 FROM accepted
       ) GROUP BY instance
     )
     SELECT instance, lost::DOUBLE, coalesce(missing, 0)::DOUBLE, coalesce(gaps, [])
     FROM sizes LEFT JOIN counted USING (instance)`,
  );
  return new Map(
    (rows as [string, number, number, Interval[]][]).map(([instance, gone, missing, gaps]) => [
      instance,
      { lost: gone, missing, gaps },
    ]),
  );
}
