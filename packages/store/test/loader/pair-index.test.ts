import * as fc from "fast-check";
import { expect, it } from "vitest";
import { PairIndex } from "../../src/loader/pair-index.ts";

it("a pair index numbers pairs as they first occur", () => {
  const number = fc.oneof(fc.nat(3), fc.integer({ min: 0, max: 2 ** 32 - 1 }), fc.nat(200));
  fc.assert(
    fc.property(fc.array(fc.tuple(number, number), { maxLength: 6_000, size: "max" }), (pairs) => {
      const index = new PairIndex();
      const known = new Map<string, number>();
      for (const [first, second] of pairs) {
        const key = `${first} ${second}`;
        if (!known.has(key)) known.set(key, known.size);
        if (index.indexOf(first, second) !== known.get(key)) return false;
      }
      expect(index.size).toBe(known.size);
      return true;
    }),
    { numRuns: 20 },
  );
});
