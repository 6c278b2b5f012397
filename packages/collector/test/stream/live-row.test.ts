import fc from "fast-check";
import { expect, it } from "vitest";
import { sample } from "../../src/stream/live-row.ts";

it("samples evenly, in order, without repetition, the last one included", () => {
  fc.assert(
    fc.property(fc.nat(500), fc.integer({ min: 1, max: 100 }), (count, limit) => {
      const items = Array.from({ length: count }, (_, index) => index);
      const sampled = [...sample(items, limit)];
      expect(sampled).toHaveLength(Math.min(count, limit));
      expect(sampled.at(-1)).toBe(items.at(-1));
      expect(sampled).toEqual([...new Set(sampled)].sort((a, b) => a - b));
    }),
  );
});
