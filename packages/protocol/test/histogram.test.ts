import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BUCKET_RANGE, bucketIndex, ExponentialHistogram, PeekError } from "../src/index.ts";

const inRange = fc.double({ min: 2 ** -20, max: 2 ** 40, minExcluded: true, noNaN: true });
/** Doubles right at and beside the borders, where a logarithm errs. */
const atBorders = fc
  .tuple(fc.integer({ min: -600, max: 1_200 }), fc.integer({ min: -3, max: 3 }))
  .map(([border, steps]) => moved(2 ** (border / 32), steps));
const values = fc.array(fc.oneof(inRange, atBorders, fc.constant(0), fc.nat(5_000)), {
  minLength: 1,
  maxLength: 200,
});

/** The double `steps` representable numbers away. */
function moved(value: number, steps: number): number {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  view.setBigInt64(0, view.getBigInt64(0) + BigInt(steps));
  return view.getFloat64(0);
}

/** Whether value > 2^(border/32), by whole numbers alone. */
function exceeds(value: number, border: number): boolean {
  let scaled = value;
  let shift = 0;
  while (!Number.isInteger(scaled)) {
    scaled *= 2;
    shift++;
  }
  const left = BigInt(scaled) ** 32n;
  const power = border + 32 * shift;
  return power >= 0 ? left > 1n << BigInt(power) : left << BigInt(-power) > 1n;
}

function histogramOf(recorded: readonly number[]): ExponentialHistogram {
  const histogram = new ExponentialHistogram();
  for (const value of recorded) histogram.record(value);
  return histogram;
}

describe("bucketIndex", () => {
  it.each([
    [1, -1],
    [1.0001, 0],
    [2, 31],
    [2.0001, 32],
    [0.5, -33],
  ])("puts %d in bucket %d", (value, bucket) => {
    expect(bucketIndex(value)).toBe(bucket);
  });

  it("puts every value above its bucket's lower border and not above the upper one", () => {
    fc.assert(
      fc.property(fc.oneof(inRange, atBorders), (value) => {
        const bucket = bucketIndex(value);
        expect(exceeds(value, bucket)).toBe(true);
        expect(exceeds(value, bucket + 1)).toBe(false);
      }),
      { numRuns: 5_000 },
    );
  });

  it("is exact at each border of the range", () => {
    for (let border = BUCKET_RANGE.first + 1; border <= BUCKET_RANGE.last; border++) {
      for (const steps of [-1, 0, 1]) {
        const value = moved(2 ** (border / 32), steps);
        expect(bucketIndex(value)).toBe(exceeds(value, border) ? border : border - 1);
      }
    }
  });

  it.each([
    [Number.MIN_VALUE, BUCKET_RANGE.first],
    [2 ** -20, BUCKET_RANGE.first],
    [2 ** 40, BUCKET_RANGE.last],
    [Infinity, BUCKET_RANGE.last],
  ])("keeps %d within the range", (value, bucket) => {
    expect(bucketIndex(value)).toBe(bucket);
  });
});

describe("ExponentialHistogram", () => {
  it("tells any quantile within 1.1 %", () => {
    fc.assert(
      fc.property(values, fc.double({ min: 0, max: 1, noNaN: true }), (recorded, q) => {
        const sorted = recorded.toSorted((a, b) => a - b);
        const exact = sorted[Math.max(1, Math.ceil(q * sorted.length)) - 1]!;
        const estimate = histogramOf(recorded).quantile(q)!;
        expect(Math.abs(estimate - exact)).toBeLessThanOrEqual(exact * 0.011);
      }),
      { numRuns: 1_000 },
    );
  });

  it("merges without loss, in any order", () => {
    fc.assert(
      fc.property(values, values, (some, others) => {
        const together = histogramOf([...some, ...others]).toData();
        const merged = histogramOf(some);
        merged.merge(histogramOf(others));
        const reversed = histogramOf(others);
        reversed.merge(histogramOf(some).toData());
        expect(merged.toData()).toEqual(together);
        expect(reversed.toData()).toEqual(together);
        expect(merged.count).toBe(some.length + others.length);
      }),
    );
  });

  it("is the same after it travelled", () => {
    fc.assert(
      fc.property(values, (recorded) => {
        const histogram = histogramOf(recorded);
        const data = JSON.parse(JSON.stringify(histogram.toData()));
        const read = ExponentialHistogram.fromData(data);
        expect(read.toData()).toEqual(histogram.toData());
        expect(read.count).toBe(recorded.length);
      }),
    );
  });

  it("counts weighted values, negative ones as zero and NaN not at all", () => {
    const histogram = new ExponentialHistogram();
    histogram.record(10, 3);
    histogram.record(-1);
    histogram.record(Number.NaN);
    expect(histogram.count).toBe(4);
    expect(histogram.toData()).toMatchObject({ scale: 5, zeros: 1, counts: [3] });
    expect(histogram.quantile(0.25)).toBe(0);
  });

  it("has no quantile without values", () => {
    expect(new ExponentialHistogram().quantile(0.5)).toBeUndefined();
  });

  it.each([
    { scale: 4, zeros: 0, offset: 0, counts: [] },
    { scale: 5, zeros: -1, offset: 0, counts: [] },
    { scale: 5, zeros: 0, offset: 0.5, counts: [1] },
    { scale: 5, zeros: 0, offset: 0, counts: [0.5] },
    { scale: 5, zeros: 0, offset: BUCKET_RANGE.first - 1, counts: [1] },
    { scale: 5, zeros: 0, offset: BUCKET_RANGE.last, counts: [1, 1] },
  ])("refuses to read $scale $zeros $offset $counts", (data) => {
    expect(() => ExponentialHistogram.fromData(data)).toThrow(PeekError);
  });
});
