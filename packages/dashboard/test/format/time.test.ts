import { describe, expect, it } from "vitest";
import {
  describeRange,
  formatAge,
  formatClock,
  formatInterval,
  formatPer,
  formatTimestamp,
} from "../../src/format/time.ts";

const AT = new Date(2026, 10, 21, 14, 2, 7, 31).getTime();

it("writes local times that sort and align", () => {
  expect(formatTimestamp(AT)).toBe("2026-11-21 14:02:07.031");
  expect(formatClock(AT)).toBe("14:02");
});

it.each([
  [0, "now"],
  [-5_000, "now"],
  [12_000, "12 s ago"],
  [5 * 60_000, "5 min ago"],
  [2 * 3_600_000, "2 h ago"],
  [3 * 86_400_000, "3 d ago"],
])("%s ms before now is %s", (elapsed, expected) => {
  expect(formatAge(AT - elapsed, AT)).toBe(expected);
});

it.each([
  [10_000, "10 s"],
  [60_000, "1 min"],
  [7_200_000, "2 h"],
  [86_400_000, "1 d"],
])("an interval of %s ms is %s", (interval, expected) => {
  expect(formatInterval(interval)).toBe(expected);
});

it("says per minute rather than per 1 min", () => {
  expect(formatPer(60_000)).toBe("per minute");
  expect(formatPer(30_000)).toBe("per 30 s");
});

describe("describeRange", () => {
  it("speaks of a preset by its name", () => {
    expect(describeRange({ from: "-1h", to: "now" }, AT)).toBe("last hour");
    expect(describeRange({ from: "-90m", to: "now" }, AT)).toBe("last 90m");
  });

  it("names the day once when both ends share it", () => {
    const range = { from: String(AT), to: String(AT + 20 * 60_000) };
    expect(describeRange(range, AT)).toBe("Nov 21 14:02 to 14:22");
  });

  it("names both days when they differ", () => {
    const range = { from: String(AT), to: String(AT + 86_400_000) };
    expect(describeRange(range, AT)).toBe("Nov 21 14:02 to Nov 22 14:02");
  });
});
