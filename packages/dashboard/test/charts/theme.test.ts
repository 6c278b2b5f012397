import { expect, it } from "vitest";
import { withAlpha } from "../../src/charts/theme.ts";

it.each([
  ["rgb(0, 114, 178)", "rgba(0, 114, 178, 0.2)"],
  ["rgb(0 114 178)", "rgba(0, 114, 178, 0.2)"],
  ["#0072b2", "#0072b2"],
])("%s at a fifth of its opacity is %s", (color, expected) => {
  expect(withAlpha(color, 0.2)).toBe(expected);
});
