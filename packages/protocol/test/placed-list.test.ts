import fc from "fast-check";
import { expect, it } from "vitest";
import { PlacedList } from "../src/internal.ts";

const step = fc.record({
  do: fc.constantFrom("push", "take", "putBack", "remove"),
  count: fc.integer({ min: 0, max: 5 }),
});

it("holds in the order of their places what was pushed or put back, and not taken or removed", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const list = new PlacedList<number>((place) => place);
      let expected: number[] = [];
      let taken: number[] = [];
      let next = 0;
      for (const one of steps) {
        if (one.do === "push") {
          const items = Array.from({ length: one.count }, () => next++);
          list.push(items);
          expected.push(...items);
        } else if (one.do === "take") {
          const items = list.take(one.count);
          expect(items).toEqual(expected.splice(0, one.count));
          taken.push(...items);
        } else if (one.do === "putBack") {
          // In any order, and not always those that were taken last.
          const items = (one.count % 2 === 0 ? taken : taken.toReversed()).slice(0, one.count);
          taken = taken.filter((item) => !items.includes(item));
          list.putBack(items);
          expected = [...expected, ...items].sort((a, b) => a - b);
        } else {
          const isMeant = (item: number) => item % (one.count + 2) === 0;
          list.remove(isMeant);
          expected = expected.filter((item) => !isMeant(item));
        }
        expect(list.all).toEqual(expected);
        expect(list).toHaveLength(expected.length);
        expect(list.first(3)).toEqual(expected.slice(0, 3));
      }
    }),
    { numRuns: 2_000 },
  );
});
