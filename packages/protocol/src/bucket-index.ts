/** Resolution of peek's histograms: 2^5 buckets to a power of two. */
export const HISTOGRAM_SCALE = 5;

const BUCKETS_PER_DOUBLING = 2 ** HISTOGRAM_SCALE;

/** Farther than this from a border, in buckets, the rounding of log2 cannot matter. */
const LOGARITHM_ERROR = 1e-9;

/** Bits of a double's mantissa behind the point. */
const MANTISSA_BITS = 52;

/** The buckets in use: values from 2^-20 (a nanosecond in milliseconds) to 2^40 (35 years). */
export const BUCKET_RANGE = {
  first: -20 * BUCKETS_PER_DOUBLING,
  last: 40 * BUCKETS_PER_DOUBLING - 1,
} as const;

/**
 * The bucket of a value v > 0: ceil(log2(v) × 32) − 1, exact also at the borders, where the logarithm of a double is
 * not. Values beyond {@link BUCKET_RANGE} count in its first or last bucket, which bounds every histogram.
 *
 * @example
 * ```ts
 * bucketIndex(1); // -1: bucket -1 is (2^(-1/32), 1]
 * ```
 */
export function bucketIndex(value: number): number {
  const position = Math.log2(value) * BUCKETS_PER_DOUBLING;
  if (position <= BUCKET_RANGE.first) return BUCKET_RANGE.first;
  if (position >= BUCKET_RANGE.last + 1) return BUCKET_RANGE.last;
  const border = Math.round(position);
  if (Math.abs(position - border) > LOGARITHM_ERROR) return Math.ceil(position) - 1;
  return isAbove(value, border) ? border : border - 1;
}

/** Whether value > 2^(border/32), decided without rounding. */
function isAbove(value: number, border: number): boolean {
  const exponent = Math.floor(border / BUCKETS_PER_DOUBLING);
  const step = border - exponent * BUCKETS_PER_DOUBLING;
  if (step === 0) return value > 2 ** exponent;
  const mantissa = BigInt(value * 2 ** (MANTISSA_BITS - exponent));
  const bits = BigInt(MANTISSA_BITS * BUCKETS_PER_DOUBLING + step);
  return mantissa ** BigInt(BUCKETS_PER_DOUBLING) > 1n << bits;
}

/** The value that stands for a bucket: the geometric middle, at most 1.1 % from any value in it. */
export function bucketMiddle(index: number): number {
  return 2 ** ((index + 0.5) / BUCKETS_PER_DOUBLING);
}
