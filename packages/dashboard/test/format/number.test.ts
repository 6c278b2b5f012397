import { describe, expect, it } from "vitest";
import {
  formatBytes,
  formatCompact,
  formatCount,
  formatDuration,
  formatRate,
} from "../../src/format/number.ts";

describe("formatDuration", () => {
  it.each([
    [null, "–"],
    [0, "0 ms"],
    [0.421, "0.42 ms"],
    [4.2, "4.2 ms"],
    [9.96, "10 ms"],
    [124.4, "124 ms"],
    [999.6, "1.00 s"],
    [1_240, "1.24 s"],
    [12_400, "12.4 s"],
    [59_960, "1 min 0 s"],
    [125_000, "2 min 5 s"],
  ])("%s is %s", (milliseconds, expected) => {
    expect(formatDuration(milliseconds)).toBe(expected);
  });
});

describe("formatRate", () => {
  it.each([
    [null, "–"],
    [Number.NaN, "–"],
    [0, "0%"],
    [0.0004, "<0.1%"],
    [0.034, "3.4%"],
    [0.4249, "42%"],
    [1, "100%"],
  ])("%s is %s", (rate, expected) => {
    expect(formatRate(rate)).toBe(expected);
  });
});

it.each([
  [undefined, "–"],
  [0, "0 B"],
  [999, "999 B"],
  [1_250, "1.3 kB"],
  [999_600, "1 MB"],
  [123_456_789, "123 MB"],
])("%s bytes are %s", (bytes, expected) => {
  expect(formatBytes(bytes)).toBe(expected);
});

it("groups counts, and shortens them for axes", () => {
  expect(formatCount(18_204)).toBe("18,204");
  expect(formatCompact(18_204)).toBe("18.2K");
});
