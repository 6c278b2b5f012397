import type { DuckDBConnection } from "@duckdb/node-api";
import { ExponentialHistogram, HISTOGRAM_SCALE } from "@peekjs/protocol";
import { ZERO_BUCKET } from "../database/schema.ts";
import { bucketColumns } from "./bucket-columns.ts";
import { Parameters } from "./parameters.ts";
import type { Grouping } from "./relation.ts";
import { groupColumns, unionOfParts } from "./relation.ts";

/** Latencies of the completed requests of one key and interval. */
export interface Latencies {
  key: (string | null)[];
  time: number;
  histogram: ExponentialHistogram;
}

/** Merges histograms and single requests bucket by bucket: exact, in whatever order and from whatever file. */
export async function readLatencies(
  connection: DuckDBConnection,
  grouping: Grouping,
): Promise<Latencies[]> {
  const parameters = new Parameters();
  const parts = unionOfParts(grouping, parameters, bucketColumns);
  if (parts === undefined) return [];
  const columns = groupColumns(grouping);
  const rows = await parameters.run(
    connection,
    `SELECT ${columns.replace(/t$/, "t::DOUBLE")}, bucket::INTEGER, sum(n)::DOUBLE
     FROM (${parts}) GROUP BY ${columns}, bucket ORDER BY ${columns}, bucket`,
  );
  const width = grouping.keys.length;
  const merged = new Map<string, Latencies>();
  for (const row of rows) {
    const key = row.slice(0, width) as (string | null)[];
    const [time, bucket, count] = row.slice(width) as [number, number, number];
    const id = JSON.stringify([key, time]);
    let latencies = merged.get(id);
    if (!latencies)
      merged.set(id, (latencies = { key, time, histogram: new ExponentialHistogram() }));
    const isZero = bucket === ZERO_BUCKET;
    latencies.histogram.merge({
      scale: HISTOGRAM_SCALE,
      zeros: isZero ? count : 0,
      offset: bucket,
      counts: isZero ? [] : [count],
    });
  }
  return [...merged.values()];
}
