import type { TopTotals } from "@peekjs/protocol";
import { expect, it } from "vitest";
import { change, formatChange, isComparable, perTime } from "../../../src/pages/overview/change.ts";

it("compares only where there is something to compare with", () => {
  expect(change(112, 100)).toBeCloseTo(0.12);
  expect(change(5, 0)).toBeUndefined();
  expect(change(null, 5)).toBeUndefined();
});

it.each([
  [0.12, "+12%"],
  [-0.034, "−3%"],
  [0.001, "±0%"],
  [3.2, "×4.2"],
])("a change of %s reads %s", (ratio, expected) => {
  expect(formatChange(ratio)).toBe(expected);
});

it("does not compare with the time before reporting began", () => {
  const requests = (count: number): TopTotals => ({
    requests: count,
    clientErrors: 0,
    serverErrors: 0,
    requestBytes: 0,
    responseBytes: 0,
    p50: null,
    p95: null,
    p99: null,
  });
  expect(isComparable(requests(1_000), requests(100))).toBe(true);
  expect(isComparable(requests(1_000), requests(99))).toBe(false);
  expect(isComparable(requests(0), requests(0))).toBe(false);
  expect(isComparable(requests(5), undefined)).toBe(false);
});

it("counts per hour where a minute is too short", () => {
  expect(perTime(120, 3_600_000)).toBe("2 per minute");
  expect(perTime(3, 3_600_000)).toBe("3 per hour");
});
