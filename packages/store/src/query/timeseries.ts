import type { DuckDBConnection } from "@duckdb/node-api";
import type { Metric, Series, Timeseries, TimeseriesQuery } from "@peekjs/protocol";
import type { Database } from "../database/database.ts";
import { alignedRange } from "./aligned-range.ts";
import { countConsumers } from "./consumers.ts";
import { readCounts } from "./counts.ts";
import { keyColumns, keyText } from "./dimension-sql.ts";
import { checkFilter, filterReach } from "./filter-sql.ts";
import { readLatencies } from "./latencies.ts";
import { QUANTILES } from "./ranking.ts";
import type { Grouping, Key } from "./relation.ts";
import { rollupFor } from "./rollup-for.ts";
import { planSegments } from "./source.ts";

/** Most values of the dimension that are shown: those with the most requests. */
const MAX_KEYS = 100;

/** One key at one time. */
interface Point {
  requests: number;
  clientErrors: number;
  serverErrors: number;
  requestBytes: number;
  responseBytes: number;
  consumers: number;
  quantile: (q: number) => number | undefined;
}

export async function timeseries(
  database: Database,
  connection: DuckDBConnection,
  query: TimeseriesQuery,
): Promise<Timeseries> {
  checkFilter(query.filter);
  const { step, by, metrics, filter } = query;
  const { from, to, times } = alignedRange(query, step);
  const grouping = (needsConsumer: boolean, among?: Key[]): Grouping => ({
    files: database.filesBetween(from, to),
    segments: planSegments(
      { from, to },
      rollupFor(filterReach(filter), needsConsumer || by === "consumer"),
      step,
    ),
    filter,
    keys: keyColumns(by),
    step,
    among,
  });
  const ranking = { order: "requests", limit: MAX_KEYS } as const;
  const ranked =
    by === undefined
      ? [{ key: [] }]
      : await readCounts(connection, { ...grouping(false), step: undefined }, ranking);
  const shown = ranked.map(({ key }) => key);

  const points = new Map(shown.map((key) => [JSON.stringify(key), new Map<number, Point>()]));
  for (const { key, time, ...counts } of await readCounts(connection, grouping(false, shown))) {
    const point = { ...counts, consumers: 0, quantile: () => undefined };
    points.get(JSON.stringify(key))?.set(time, point);
  }
  if (metrics.some((metric) => metric in QUANTILES)) {
    for (const { key, time, histogram } of await readLatencies(
      connection,
      grouping(false, shown),
    )) {
      const point = points.get(JSON.stringify(key))?.get(time);
      if (point) point.quantile = (q) => histogram.quantile(q);
    }
  }
  if (metrics.includes("consumers")) {
    for (const { key, time, consumers } of await countConsumers(
      connection,
      grouping(true, shown),
    )) {
      const point = points.get(JSON.stringify(key))?.get(time);
      if (point) point.consumers = consumers;
    }
  }

  const series = shown.flatMap((key) => {
    const byTime = points.get(JSON.stringify(key))!;
    return metrics.map((metric): Series => {
      const text = by === undefined ? null : keyText(by, key);
      const values = times.map((time) => metricValue(metric, byTime.get(time)));
      return text === null ? { metric, values } : { metric, key: text, values };
    });
  });
  return { from, to, step, times, series };
}

function metricValue(metric: Metric, point: Point | undefined): number | null {
  switch (metric) {
    case "requests":
      return point?.requests ?? 0;
    case "consumers":
      return point?.consumers ?? 0;
    case "request_bytes":
      return point?.requestBytes ?? 0;
    case "response_bytes":
      return point?.responseBytes ?? 0;
    case "error_rate":
      return point ? point.serverErrors / point.requests : null;
    case "client_error_rate":
      return point ? point.clientErrors / point.requests : null;
    case "p50":
    case "p95":
    case "p99":
      return point?.quantile(QUANTILES[metric]) ?? null;
  }
}
