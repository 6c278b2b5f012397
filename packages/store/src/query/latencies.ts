import type { DuckDBConnection } from "@duckdb/node-api";
import { BUCKET_RANGE, ExponentialHistogram, HISTOGRAM_SCALE } from "@peekjs/protocol";
import { OUTCOME_CODES, ZERO_BUCKET } from "../database/schema.ts";
import { Parameters } from "./parameters.ts";
import type { Grouping, PartColumns } from "./relation.ts";
import { groupColumns, unionOfParts } from "./relation.ts";
import type { Segment } from "./source.ts";

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

const COMPLETED = OUTCOME_CODES.indexOf("completed");
const BUCKETS_PER_DOUBLING = 2 ** HISTOGRAM_SCALE;

function bucketColumns({ source }: Segment): ReturnType<PartColumns> {
  const condition = `r.outcome = ${COMPLETED}`;
  if (source !== "requests") {
    return {
      columns: "unnest(r.buckets) AS bucket, unnest(r.counts) AS n",
      unnested: true,
      condition,
    };
  }
  const index = `ceil(log2(r.duration_ms) * ${BUCKETS_PER_DOUBLING}) - 1`;
  const columns = `
    CASE WHEN r.duration_ms > 0
      THEN least(greatest(${index}, ${BUCKET_RANGE.first}), ${BUCKET_RANGE.last}) ELSE ${ZERO_BUCKET} END AS bucket,
    count(*) AS n`;
  return { columns, condition };
}
