import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Interval, IntervalSet, PeekError } from "../src/index.ts";

const ranges = fc
  .tuple(fc.nat(60), fc.nat(8))
  .map(([first, more]): Interval => [first, first + more]);

function numbers(intervals: readonly Interval[]): number[] {
  return intervals.flatMap(([first, last]) =>
    Array.from({ length: last - first + 1 }, (_, i) => first + i),
  );
}

describe("IntervalSet", () => {
  it("behaves as a set of numbers", () => {
    fc.assert(
      fc.property(fc.array(ranges, { maxLength: 20 }), ranges, (added, asked) => {
        const set = new IntervalSet();
        const model = new Set<number>();
        for (const [first, last] of added) {
          const fresh = numbers(set.missing(first, last));
          expect(fresh).toEqual(numbers([[first, last]]).filter((n) => !model.has(n)));
          set.add(first, last);
          for (const n of numbers([[first, last]])) model.add(n);
          expect(set.size).toBe(model.size);
        }
        for (let n = -1; n < 70; n++) expect(set.has(n)).toBe(model.has(n));
        expect(numbers(set.missing(...asked))).toEqual(
          numbers([asked]).filter((n) => !model.has(n)),
        );
        const sorted = [...model].sort((a, b) => a - b);
        const all: Interval[] = sorted.length > 0 ? [[sorted[0]!, sorted.at(-1)!]] : [];
        expect(numbers(set.gaps())).toEqual(numbers(all).filter((n) => !model.has(n)));
        expect(IntervalSet.fromJSON(set.toJSON()).toJSON()).toEqual(set.toJSON());
      }),
      { numRuns: 1_000 },
    );
  });

  it("keeps two numbers for what is contiguous, in whatever order it comes", () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([0, 1, 2, 3, 4, 5, 6, 7], { minLength: 8 }), (order) => {
        const set = new IntervalSet();
        for (const i of order) set.add(i * 500 + 1, (i + 1) * 500);
        expect(set.toJSON()).toEqual([1, 4_000]);
      }),
    );
  });

  it.each([
    [2, 1],
    [0.5, 2],
    [1, Infinity],
  ])("refuses to add %d to %d", (first, last) => {
    expect(() => new IntervalSet().add(first, last)).toThrow(PeekError);
  });

  it.each([[[1]], [[1, 2, 2, 3]], [[5, 6, 1, 2]], [[2, 1]]])("refuses to read %j", (bounds) => {
    expect(() => IntervalSet.fromJSON(bounds)).toThrow(
      expect.objectContaining({ code: "PEEK_E_INTERVALS" }),
    );
  });
});
