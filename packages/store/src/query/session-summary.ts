import type { DuckDBConnection, JS } from "@duckdb/node-api";
import {
  WEB_VITALS,
  type SessionCounts,
  type SessionSummary,
  type SessionSummaryQuery,
  type VitalPercentiles,
  type WebVital,
} from "@peekjs/protocol";
import type { Database } from "../database/database.ts";
import { columnOf } from "../database/schema.ts";
import { alignedRange } from "./aligned-range.ts";
import { mergedSessionsSql } from "./merged-sessions.ts";
import { Parameters } from "./parameters.ts";
import { vitalsSql } from "./session-vitals.ts";
import { resolveUser } from "./sessions.ts";

const COUNTS = `count(*)::DOUBLE, (count(*) FILTER (page_views <= 1))::DOUBLE,
  avg(epoch_ms(ended) - epoch_ms(started))::DOUBLE, coalesce(sum(page_views), 0), coalesce(sum(errors), 0)`;

/** Sessions that began in the range: over time, in total, by a dimension, and what their pages measured. */
export async function sessionSummary(
  database: Database,
  connection: DuckDBConnection,
  query: SessionSummaryQuery,
): Promise<SessionSummary> {
  const { step, by } = query;
  const { from, to, times } = alignedRange(query, step);
  const files = database.files();
  const scope = await resolveUser(connection, files, { ...query, from, to });
  const parameters = new Parameters();
  const merged = mergedSessionsSql(files, scope, parameters);
  // A table of this connection's own, that all questions read.
  await parameters.run(connection, `CREATE TEMP TABLE summarised AS WITH ${merged} FROM merged`);
  const run = async (sql: string): Promise<JS[][]> =>
    (await connection.runAndReadAll(sql)).getRowsJS();
  const points = await run(
    `SELECT (epoch_ms(started) // ${step} * ${step})::DOUBLE, count(*)::DOUBLE FROM summarised GROUP BY 1`,
  );
  const values = times.map(() => 0);
  for (const [time, count] of points as [number, number][]) values[(time - from) / step] = count;
  const [total] = await run(`SELECT ${COUNTS} FROM summarised`);
  const groups = await run(
    `SELECT ${columnOf(by)} AS value, ${COUNTS} FROM summarised GROUP BY value
     ORDER BY count(*) DESC, value LIMIT ${Math.floor(query.limit)}`,
  );
  const vitals = await run(
    `SELECT name::INTEGER, count(*)::DOUBLE, quantile_cont(value, [0.5, 0.75, 0.95]) FROM (
       SELECT name, max(value) AS value FROM (${vitalsSql(files)}) v
       SEMI JOIN summarised m ON m.id = v.session AND m.service = v.service AND m.environment = v.environment
       GROUP BY v.service, v.environment, session, name, load
     ) GROUP BY name ORDER BY name`,
  );
  return {
    from,
    to,
    step,
    times,
    values,
    total: toCounts(total!),
    by,
    groups: groups.map(([value, ...counts]) => ({
      value: value as string | null,
      ...toCounts(counts),
    })),
    vitals: Object.fromEntries(vitals.map((row) => toPercentiles(row))),
  };
}

function toCounts(row: JS[]): SessionCounts {
  const [sessions, bounces, durationMs, pageViews, errors] = row as [
    number,
    number,
    number | null,
    number,
    number,
  ];
  return { sessions, bounces, durationMs, pageViews, errors };
}

function toPercentiles(row: JS[]): [WebVital, VitalPercentiles] {
  const [name, count, percentiles] = row as [number, number, [number, number, number]];
  const [p50, p75, p95] = percentiles;
  return [WEB_VITALS[name]!, { count, p50, p75, p95 }];
}
