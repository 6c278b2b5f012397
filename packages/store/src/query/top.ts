import type { DuckDBConnection } from "@duckdb/node-api";
import type {
  ExponentialHistogram,
  TopQuery,
  TopResult,
  TopRow,
  TopTotals,
} from "@peekjs/protocol";
import type { Database } from "../database/database.ts";
import { consumerNames, countConsumers } from "./consumers.ts";
import type { Counts } from "./counts.ts";
import { readCounts } from "./counts.ts";
import { type KeyColumn, keyColumns, keyText } from "./dimension-sql.ts";
import { checkFilter, filterReach } from "./filter-sql.ts";
import { readLatencies } from "./latencies.ts";
import { QUANTILES } from "./ranking.ts";
import type { Grouping, Key } from "./relation.ts";
import { rollupFor } from "./rollup-for.ts";
import { planSegments } from "./source.ts";

export async function top(
  database: Database,
  connection: DuckDBConnection,
  query: TopQuery,
): Promise<TopResult> {
  checkFilter(query.filter);
  const { from, to, dimension, filter } = query;
  const files = database.filesBetween(from, to);
  const byConsumer = dimension === "consumer";
  const grouping = (keys: KeyColumn[], needsConsumer: boolean, among?: Key[]): Grouping => ({
    files,
    segments: planSegments({ from, to }, rollupFor(filterReach(filter), needsConsumer)),
    filter,
    keys,
    step: undefined,
    among,
  });
  const keys = keyColumns(dimension);
  const counts = await readCounts(connection, grouping(keys, byConsumer), query);
  const shown = counts.map(({ key }) => key);
  const latencies = byKey(await readLatencies(connection, grouping(keys, byConsumer, shown)));
  const rows = counts.map((count) =>
    topRow(dimension, count, latencies.get(JSON.stringify(count.key))?.histogram),
  );
  if (byConsumer) await addNames(connection, files, rows);
  else {
    const consumers = byKey(await countConsumers(connection, grouping(keys, true, shown)));
    for (const [index, row] of rows.entries()) {
      row.consumers = consumers.get(JSON.stringify(shown[index]))?.consumers ?? 0;
    }
  }
  return { from, to, rows, total: await totals(connection, grouping([], byConsumer)) };
}

function byKey<Row extends { key: Key }>(rows: readonly Row[]): Map<string, Row> {
  return new Map(rows.map((row) => [JSON.stringify(row.key), row]));
}

/** Of all keys, also of those that are not shown. */
async function totals(connection: DuckDBConnection, grouping: Grouping): Promise<TopTotals> {
  const [counts] = await readCounts(connection, grouping);
  const [latencies] = await readLatencies(connection, grouping);
  return {
    requests: counts?.requests ?? 0,
    clientErrors: counts?.clientErrors ?? 0,
    serverErrors: counts?.serverErrors ?? 0,
    requestBytes: counts?.requestBytes ?? 0,
    responseBytes: counts?.responseBytes ?? 0,
    ...percentiles(latencies?.histogram),
  };
}

function topRow(
  dimension: TopQuery["dimension"],
  { key, requests, clientErrors, serverErrors, requestBytes, responseBytes, lastSeen }: Counts,
  histogram: ExponentialHistogram | undefined,
): TopRow {
  const row: TopRow = {
    key: keyText(dimension, key),
    requests,
    clientErrors,
    serverErrors,
    requestBytes,
    responseBytes,
    lastSeen,
    ...percentiles(histogram),
  };
  if (dimension === "endpoint") {
    row.method = key[0] ?? "";
    row.route = key[1] ?? null;
  }
  return row;
}

function percentiles(
  histogram: ExponentialHistogram | undefined,
): Pick<TopTotals, "p50" | "p95" | "p99"> {
  return {
    p50: histogram?.quantile(QUANTILES.p50) ?? null,
    p95: histogram?.quantile(QUANTILES.p95) ?? null,
    p99: histogram?.quantile(QUANTILES.p99) ?? null,
  };
}

async function addNames(
  connection: DuckDBConnection,
  files: Grouping["files"],
  rows: TopRow[],
): Promise<void> {
  const keys = rows.flatMap(({ key }) => (key === null ? [] : [key]));
  const names = await consumerNames(connection, files, keys);
  for (const row of rows) {
    const name = row.key === null ? undefined : names.get(row.key);
    if (name !== undefined) row.name = name;
  }
}
