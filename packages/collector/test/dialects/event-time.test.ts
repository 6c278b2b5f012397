import { afterEach, describe, expect, it, vi } from "vitest";
import { correctedTime, parseTime, plainTime } from "../../src/dialects/event-time.ts";

const NOON = Date.UTC(2026, 10, 21, 12);

afterEach(() => {
  vi.unstubAllEnvs();
});

describe("parseTime", () => {
  it.each([
    [NOON, NOON],
    ["2026-11-21T12:00:00Z", NOON],
    ["2026-11-21T13:00:00+01:00", NOON],
    ["2026-11-21T12:00:00.123456+00:00", NOON + 123],
    ["2026-11-21T12:00:00", NOON],
    ["2026-11-21 12:00:00", NOON],
    ["2026-11-21", Date.UTC(2026, 10, 21)],
    ["yesterday", Number.NaN],
    ["21/11/2026", Number.NaN],
    ["", Number.NaN],
    [null, Number.NaN],
    [{}, Number.NaN],
  ])("of %j", (value, expected) => {
    expect(parseTime(value)).toBe(expected);
  });

  it.each([
    "2026-11-21T12:00:00",
    "2026-11-21t12:00:00",
    "2026-11-21 12:00",
    "2026-11-21T12:00:00,5",
  ])("of %j is in UTC wherever the collector is", (text) => {
    vi.stubEnv("TZ", "America/New_York");
    expect(Math.floor(parseTime(text) / 1_000)).toBe(NOON / 1_000);
  });
});

describe("an event's time", () => {
  const HOUR = 3_600_000;

  it("is as long before its arrival as it was before it was sent", () => {
    const clock = { receivedAt: NOON, sentAt: NOON - 5 * HOUR };
    expect(correctedTime(NOON - 6 * HOUR, clock)).toBe(NOON - HOUR);
    const ahead = { receivedAt: NOON, sentAt: NOON + 5 * HOUR };
    expect(correctedTime(NOON + 4 * HOUR, ahead)).toBe(NOON - HOUR);
  });

  it("is as given where the client does not say when it sent, also years ago", () => {
    const clock = { receivedAt: NOON, sentAt: Number.NaN };
    expect(correctedTime(Date.UTC(2009, 0, 1), clock)).toBe(Date.UTC(2009, 0, 1));
  });

  it.each([Number.NaN, -1, Number.POSITIVE_INFINITY, 1e18])("is that of arrival for %d", (time) => {
    expect(plainTime(time, NOON)).toBe(NOON);
  });
});
