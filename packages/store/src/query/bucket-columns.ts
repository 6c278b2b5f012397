import { BUCKET_RANGE, HISTOGRAM_SCALE } from "@peekjs/protocol";
import { OUTCOME_CODES, ZERO_BUCKET } from "../database/schema.ts";
import type { PartColumns } from "./relation.ts";
import type { Segment } from "./source.ts";

const COMPLETED = OUTCOME_CODES.indexOf("completed");
const BUCKETS_PER_DOUBLING = 2 ** HISTOGRAM_SCALE;

/** The buckets of the latencies of completed requests, and how many requests each has. */
export function bucketColumns({ source }: Segment): ReturnType<PartColumns> {
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
