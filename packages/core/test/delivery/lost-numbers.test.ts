import { expect, it } from "vitest";
import { LostNumbers } from "../../src/delivery/lost-numbers.ts";

const reason = "too_old";

it("announces neighbours as one range", () => {
  const lost = new LostNumbers();
  lost.add(Array.from({ length: 50_000 }, (_, i) => ({ first: i, last: i, reason })));
  expect(lost.announcement).toEqual([{ first: 0, last: 49_999, reason }]);
});

it("announces a bounded number of ranges, and then those behind them", () => {
  const lost = new LostNumbers();
  lost.add(Array.from({ length: 5_000 }, (_, i) => ({ first: 2 * i, last: 2 * i, reason })));
  const told = lost.announcement;
  expect(told).toHaveLength(1_000);
  lost.announced(told);
  expect(lost.announcement).toHaveLength(1_000);
  expect(lost.announcement[0]).toMatchObject({ first: 2 * 1_000 });
});
