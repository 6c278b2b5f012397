import { describe, expect, it } from "vitest";
import {
  chooseStep,
  isMoving,
  parseInstant,
  PRESETS,
  previousRange,
  resolveRange,
} from "../../src/url-state/time-range.ts";

const NOW = 1_790_000_000_000;

describe("parseInstant", () => {
  it.each([
    ["now", NOW],
    ["-90m", NOW - 90 * 60_000],
    ["-7d", NOW - 7 * 86_400_000],
    ["1790000000000", 1_790_000_000_000],
  ])("reads %s", (text, expected) => {
    expect(parseInstant(text, NOW)).toBe(expected);
  });

  it.each(["", "yesterday", "-1y", "--1h", "1e12", "-1h ", "12"])("refuses %j", (text) => {
    expect(parseInstant(text, NOW)).toBeUndefined();
  });
});

describe("resolveRange", () => {
  it("refuses ends that are the wrong way round", () => {
    expect(resolveRange({ from: "now", to: "-1h" }, NOW)).toBeUndefined();
    expect(resolveRange({ from: "-1h", to: "now" }, NOW)).toEqual({
      from: NOW - 3_600_000,
      to: NOW,
    });
  });
});

describe("previousRange", () => {
  it("moves with the clock where the range does", () => {
    expect(previousRange({ from: "-1h", to: "now" })).toEqual({ from: "-2h", to: "-1h" });
  });

  it("has the same length and ends where the range begins", () => {
    expect(previousRange({ from: "1790000000000", to: "1790000060000" })).toEqual({
      from: "1789999940000",
      to: "1790000000000",
    });
  });

  it("does not exist for a mixture of both", () => {
    expect(previousRange({ from: "-1h", to: "1790000060000" })).toBeUndefined();
  });
});

describe("chooseStep", () => {
  it.each(PRESETS)("gives 40 to 72 intervals for $label", ({ from }) => {
    const range = resolveRange({ from, to: "now" }, NOW);
    if (!range) throw new Error("a preset must be readable");
    const intervals = (range.to - range.from) / chooseStep(range);
    expect(intervals).toBeGreaterThanOrEqual(40);
    expect(intervals).toBeLessThanOrEqual(72);
  });

  it("counts in whole days for very long ranges", () => {
    expect(chooseStep({ from: 0, to: 400 * 86_400_000 }) % 86_400_000).toBe(0);
  });
});

it("tells a moving range by its end", () => {
  expect(isMoving({ from: "1790000000000", to: "now" })).toBe(true);
  expect(isMoving({ from: "-1h", to: "1790000000000" })).toBe(false);
});
