/**
 * A base-2 exponential histogram as OpenTelemetry defines it: a value v > 0 falls in bucket
 * ceil(log2(v) × 2^scale) − 1, so bucket i holds (2^(i/2^scale), 2^((i+1)/2^scale)].
 *
 * @see https://opentelemetry.io/docs/specs/otel/metrics/data-model/#exponentialhistogram
 */
export interface HistogramData {
  /** Resolution; peek writes 5: neighbouring bounds differ by a factor of 2^(1/32), an error of at most 1.1 %. */
  scale: number;
  /** Values that are exactly zero. */
  zeros: number;
  /** Bucket index of `counts[0]`. */
  offset: number;
  /** Values per bucket, consecutive. */
  counts: number[];
}
