import fc from "fast-check";
import { afterEach, describe, expect, it, vi } from "vitest";
import { LAST_EVENT_TIME } from "@peekjs/protocol";
import { readTimestamp } from "../../src/input/timestamp.ts";

const ISO = {
  day: fc.integer({ min: 0, max: 2_932_896 }).map((days) => new Date(days * 86_400_000)),
  time: fc.constantFrom("", "00:00", "23:59:59", "03:04:05.6", "03:04:05.678901234"),
  separator: fc.constantFrom("T", "t", " "),
  zone: fc.constantFrom("", "Z", "z", "+00:00", "-05:30", "+0530", "+00", "-05"),
};

const MINUTES_TO_UTC: Record<string, number> = { "-05:30": 330, "+0530": -330, "-05": 300 };

afterEach(() => {
  vi.unstubAllEnvs();
});

describe("readTimestamp", () => {
  it.each<[unknown, string]>([
    [Date.UTC(2026, 0, 2), "2026-01-02T00:00:00.000Z"],
    [new Date("2026-01-02T03:04:05Z"), "2026-01-02T03:04:05.000Z"],
    ["2026-01-02T03:04:05+02:00", "2026-01-02T01:04:05.000Z"],
    ["2026-01-02 03:04:05.678+02", "2026-01-02T01:04:05.678Z"],
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
    "1",
    "2026-1-2",
    "Jan 2 2026",
    "2026-01-02T25:00",
  ])("knows no time for %s", (value) => {
    expect(readTimestamp(value)).toBeUndefined();
  });

  it("knows no time for a proxy of a Date, whose methods throw", () => {
    expect(readTimestamp(new Proxy(new Date(), {}))).toBeUndefined();
  });

  it("reads whatever ISO 8601 has, wherever the process is", () => {
    vi.stubEnv("TZ", "America/New_York");
    fc.assert(
      fc.property(fc.record(ISO), ({ day, time, separator, zone }) => {
        const date = day.toISOString().slice(0, 10);
        const text = time === "" ? date : `${date}${separator}${time}${zone}`;
        const [hours = 0, minutes = 0, seconds = 0] = time.split(":").map(Number);
        const offset = time === "" ? 0 : (MINUTES_TO_UTC[zone] ?? 0);
        const ofDay =
          ((hours * 60 + minutes + offset) * 60 + Math.trunc(seconds * 1_000) / 1_000) * 1_000;
        const expected = day.getTime() + Math.round(ofDay);
        fc.pre(expected >= 0 && expected <= LAST_EVENT_TIME);
        expect(readTimestamp(text)).toBe(expected);
      }),
    );
  });
});
