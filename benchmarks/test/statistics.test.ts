import { expect, test } from "vitest";
import { estimate, median } from "../src/statistics.ts";

test("the median lies between the two values in the middle", () => {
  expect(median([4, 1, 3, 2])).toBe(2.5);
  expect(median([9, 1, 5])).toBe(5);
});

test("one disturbed round moves neither the median nor far the range", () => {
  const quiet = Array.from({ length: 21 }, (_, n) => 10 + (n % 3));
  const { median: middle, low, high } = estimate([[...quiet, 1_000]], median);
  expect(middle).toBe(11);
  expect(low).toBeGreaterThanOrEqual(10);
  expect(high).toBeLessThanOrEqual(12);
});

test("rounds that are far apart give a wide range", () => {
  const { low, high } = estimate([[1, 100, 1, 100, 1, 100, 50]], median);
  expect(high - low).toBeGreaterThan(40);
});

test("starts that are far apart give a wide range, however many rounds agree within each", () => {
  const start = (value: number): number[] => Array.from({ length: 100 }, () => value);
  const { median: middle, low, high } = estimate([start(10), start(11), start(30)], median);
  expect(middle).toBe(11);
  expect(low).toBe(10);
  expect(high).toBe(30);
});
