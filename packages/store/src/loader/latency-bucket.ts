import { bucketIndex } from "@peekjs/protocol";
import { ZERO_BUCKET } from "../database/schema.ts";

/** The bucket of a duration in the stored histograms: the exponential one, and one of its own for zero. */
export function latencyBucket(durationMs: number): number {
  return durationMs > 0 ? bucketIndex(durationMs) : ZERO_BUCKET;
}
