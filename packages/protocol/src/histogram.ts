import { BUCKET_RANGE, bucketIndex, bucketMiddle, HISTOGRAM_SCALE } from "./bucket-index.ts";
import { PeekError } from "./peek-error.ts";

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

/**
 * Counts values so that any quantile can be told later with a relative error of at most 1.1 %, and merges without
 * loss: the histogram of two sets together equals the two histograms merged.
 *
 * @example
 * ```ts
 * const durations = new ExponentialHistogram();
 * durations.record(12.5);
 * durations.quantile(0.99); // 12.5 ± 1.1 %
 * ```
 */
export class ExponentialHistogram {
  #zeros = 0;
  #offset = 0;
  #counts: number[] = [];
  #count = 0;

  /**
   * Reads what {@link toData} gave, or what someone else sent.
   *
   * @throws {@link PeekError} `PEEK_E_HISTOGRAM` where it is none of scale 5 or has buckets out of range.
   */
  static fromData(data: HistogramData): ExponentialHistogram {
    const problem = histogramProblem(data);
    if (problem !== undefined) throw new PeekError("PEEK_E_HISTOGRAM", `Histogram: ${problem}.`);
    const histogram = new ExponentialHistogram();
    histogram.merge(data);
    return histogram;
  }

  /** Number of values. */
  get count(): number {
    return this.#count;
  }

  /** Counts a value ≥ 0; negative values count as zero, NaN not at all. */
  record(value: number, count = 1): void {
    if (value > 0) this.#add(bucketIndex(value), count);
    else if (value <= 0) this.#zeros += count;
    else return;
    this.#count += count;
  }

  /** Adds all values of another histogram of the same scale. */
  merge(other: ExponentialHistogram | HistogramData): void {
    const { zeros, offset, counts } =
      other instanceof ExponentialHistogram ? other.toData() : other;
    this.#zeros += zeros;
    this.#count += zeros;
    // From the far end first, so that the buckets grow once.
    for (let i = counts.length - 1; i >= 0; i--) {
      const count = counts[i]!;
      if (count === 0) continue;
      this.#add(offset + i, count);
      this.#count += count;
    }
  }

  /**
   * The value below or at which the share `q` (0 … 1) of all values lies, within 1.1 %; undefined without values.
   */
  quantile(q: number): number | undefined {
    if (this.#count === 0) return undefined;
    const rank = Math.max(1, Math.ceil(q * this.#count));
    let seen = this.#zeros;
    if (seen >= rank) return 0;
    for (let i = 0; i < this.#counts.length; i++) {
      seen += this.#counts[i]!;
      if (seen >= rank) return bucketMiddle(this.#offset + i);
    }
    return bucketMiddle(this.#offset + this.#counts.length - 1);
  }

  /** A copy in the form that travels; {@link fromData} reads it. */
  toData(): HistogramData {
    return {
      scale: HISTOGRAM_SCALE,
      zeros: this.#zeros,
      offset: this.#offset,
      counts: this.#counts.slice(),
    };
  }

  #add(bucket: number, count: number): void {
    const counts = this.#counts;
    if (counts.length === 0) this.#offset = bucket;
    if (bucket < this.#offset) {
      this.#counts = [...filled(this.#offset - bucket), ...counts];
      this.#counts[0] = count;
      this.#offset = bucket;
      return;
    }
    const i = bucket - this.#offset;
    while (counts.length <= i) counts.push(0);
    counts[i]! += count;
  }
}

/** What is wrong with data that claims to be a histogram, or undefined. */
export function histogramProblem(data: HistogramData): string | undefined {
  if (data.scale !== HISTOGRAM_SCALE) return `scale must be ${HISTOGRAM_SCALE}`;
  if (!isCount(data.zeros)) return "zeros must be a whole number ≥ 0";
  if (!Array.isArray(data.counts)) return "counts must be an array";
  const { offset, counts } = data;
  if (!Number.isSafeInteger(offset)) return "offset must be a whole number";
  if (
    counts.length > 0 &&
    (offset < BUCKET_RANGE.first || offset + counts.length - 1 > BUCKET_RANGE.last)
  ) {
    return `buckets must lie within ${BUCKET_RANGE.first} and ${BUCKET_RANGE.last}`;
  }
  return counts.every(isCount) ? undefined : "counts must be whole numbers ≥ 0";
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function filled(length: number): number[] {
  return Array.from({ length }, () => 0);
}
