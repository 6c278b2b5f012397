import type { DuckDBConnection } from "@duckdb/node-api";
import type { TopOrder, TopQuery, TopResult, TopRow, TopTotals } from "@peekjs/protocol";
import { ExponentialHistogram } from "@peekjs/protocol";
import type { Database } from "../database/database.ts";
import { consumerNames, countConsumers } from "./consumers.ts";
import type { Counts } from "./counts.ts";
import { readCounts } from "./counts.ts";
import { keyColumns, keyText } from "./dimension-sql.ts";
import { checkFilter, filterReach } from "./filter-sql.ts";
import { readLatencies } from "./latencies.ts";
import type { Grouping } from "./relation.ts";
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
  const grouping = (needsConsumer: boolean): Grouping => ({
    files,
    segments: planSegments({ from, to }, rollupFor(filterReach(filter), needsConsumer)),
    filter,
    keys: keyColumns(dimension),
    step: undefined,
  });
  const byConsumer = dimension === "consumer";
  const counts = await readCounts(connection, grouping(byConsumer));
  const latencies = new Map<string, ExponentialHistogram>();
  for (const { key, histogram } of await readLatencies(connection, grouping(byConsumer))) {
    latencies.set(JSON.stringify(key), histogram);
  }
  const all = new ExponentialHistogram();
  for (const histogram of latencies.values()) all.merge(histogram);

  const keysOfRows = new Map<TopRow, string>();
  for (const count of counts) {
    const key = JSON.stringify(count.key);
    keysOfRows.set(topRow(dimension, count, latencies.get(key)), key);
  }
  const rows = [...keysOfRows.keys()]
    .sort((a, b) => orderValue(query.order, b) - orderValue(query.order, a) || compareKeys(a, b))
    .slice(0, query.limit);
  if (byConsumer) await addNames(connection, files, rows);
  else {
    const consumers = await countConsumers(connection, grouping(true));
    const byKey = new Map(consumers.map((count) => [JSON.stringify(count.key), count.consumers]));
    for (const row of rows) row.consumers = byKey.get(keysOfRows.get(row)!) ?? 0;
  }
  return { from, to, rows, total: { ...sumCounts(counts), ...percentiles(all) } };
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
    p50: histogram?.quantile(0.5) ?? null,
    p95: histogram?.quantile(0.95) ?? null,
    p99: histogram?.quantile(0.99) ?? null,
  };
}

function sumCounts(counts: Counts[]): Omit<TopTotals, "p50" | "p95" | "p99"> {
  const sum = (field: keyof Omit<Counts, "key">): number =>
    counts.reduce((total, count) => total + count[field], 0);
  return {
    requests: sum("requests"),
    clientErrors: sum("clientErrors"),
    serverErrors: sum("serverErrors"),
    requestBytes: sum("requestBytes"),
    responseBytes: sum("responseBytes"),
  };
}

function orderValue(order: TopOrder, row: TopRow): number {
  switch (order) {
    case "requests":
      return row.requests;
    case "error_rate":
      return row.serverErrors / row.requests;
    case "client_error_rate":
      return row.clientErrors / row.requests;
    case "last_seen":
      return row.lastSeen;
    case "p50":
    case "p95":
    case "p99":
      return row[order] ?? -1;
  }
}

/** More requests first, then by name, so that equal rows keep their order. */
function compareKeys(a: TopRow, b: TopRow): number {
  const [left, right] = [a, b].map(({ key, method }) => JSON.stringify([key, method]));
  return b.requests - a.requests || (left! < right! ? -1 : left! > right! ? 1 : 0);
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
