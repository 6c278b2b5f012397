import { expect, it } from "vitest";
import { change, formatChange } from "../../../src/pages/overview/change.ts";

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
