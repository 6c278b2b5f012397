import { describe, expect, it } from "vitest";
import { readTimestamp } from "../../src/input/timestamp.ts";

describe("readTimestamp", () => {
  it.each<[unknown, string]>([
    [Date.UTC(2026, 0, 2), "2026-01-02T00:00:00.000Z"],
    [new Date("2026-01-02T03:04:05Z"), "2026-01-02T03:04:05.000Z"],
    ["2026-01-02T03:04:05+02:00", "2026-01-02T01:04:05.000Z"],
    ["2026-01-02T03:04:05", "2026-01-02T03:04:05.000Z"],
    ["2026-01-02 03:04:05.678", "2026-01-02T03:04:05.678Z"],
    ["2026-01-02", "2026-01-02T00:00:00.000Z"],
  ])("reads %s, without a zone as UTC", (value, expected) => {
    expect(new Date(readTimestamp(value)!).toISOString()).toBe(expected);
  });

  it.each([
    undefined,
    null,
    "",
    "soon",
    new Date("x"),
    Number.NaN,
    1e300,
    -1,
    "1969-12-31T23:59:59Z",
    1.79e15,
    {},
    [],
  ])("knows no time for %s", (value) => {
    expect(readTimestamp(value)).toBeUndefined();
  });
});
