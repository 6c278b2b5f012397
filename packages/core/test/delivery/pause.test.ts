import { describe, expect, it } from "vitest";
import { parseRetryAfter, Pause } from "../../src/delivery/pause.ts";

describe("parseRetryAfter", () => {
  const now = Date.parse("2026-11-21T00:00:00Z");

  it.each([
    ["120", 120_000],
    [" 3 ", 3_000],
    ["0", 0],
    ["Sat, 21 Nov 2026 00:00:30 GMT", 30_000],
    ["Sat, 21 Nov 2020 00:00:30 GMT", 0],
    // asctime's form is of GMT too, wherever the process is.
    ["Sat Nov 21 00:00:30 2026", 30_000],
    ["999999", 3_600_000],
    ["soon", undefined],
    ["", undefined],
    [undefined, undefined],
  ])("reads %j as %s ms", (value, milliseconds) => {
    expect(parseRetryAfter(value, now)).toBe(milliseconds);
  });
});

describe("Pause", () => {
  it("backs off up to a doubling bound, then goes over to slow tries", () => {
    const pause = new Pause(3, 60_000);
    for (let failure = 1; failure <= 3; failure++) {
      pause.fail(0, undefined);
      expect(pause.isSlow).toBe(false);
      expect(pause.remaining(0)).toBeLessThanOrEqual(500 * 2 ** (failure - 1));
    }
    pause.fail(0, undefined);
    expect(pause.isSlow).toBe(true);
    expect(pause.remaining(0)).toBeGreaterThanOrEqual(30_000);
  });

  it("keeps to Retry-After, also when someone is in a hurry", () => {
    const pause = new Pause(3, 60_000);
    pause.fail(1_000, "10");
    pause.hurry(1_000);
    expect(pause.remaining(1_000)).toBeGreaterThanOrEqual(10_000);
    expect(pause.remaining(12_000)).toBe(0);
  });

  it("keeps to Retry-After, also when another delivery succeeds or fails without one", () => {
    const pause = new Pause(3, 60_000);
    pause.fail(1_000, "10");
    pause.reset();
    expect(pause.remaining(1_000)).toBeGreaterThanOrEqual(10_000);
    pause.fail(1_000, undefined);
    expect(pause.remaining(1_000)).toBeGreaterThanOrEqual(10_000);
  });

  it("slows down although the server says that it may be tried at once", () => {
    const pause = new Pause(3, 60_000);
    for (let failure = 0; failure < 4; failure++) pause.fail(0, "0");
    expect(pause.remaining(0)).toBeGreaterThanOrEqual(30_000);
  });

  it("is cut short when someone is in a hurry, once in a second, and counts on", () => {
    const pause = new Pause(0, 60_000);
    pause.fail(0, undefined);
    pause.hurry(0);
    expect(pause.remaining(0)).toBe(0);
    pause.fail(1, undefined);
    pause.hurry(999);
    expect(pause.remaining(999)).toBeGreaterThanOrEqual(29_000);
    pause.hurry(1_000);
    expect([pause.remaining(1_000), pause.isSlow]).toEqual([0, true]);
  });

  it("is cut short at once when there was nothing to cut before", () => {
    const pause = new Pause(0, 60_000);
    pause.hurry(0);
    pause.fail(1, undefined);
    pause.hurry(1);
    expect(pause.remaining(1)).toBe(0);
  });

  it("is over with the first success", () => {
    const pause = new Pause(0, 60_000);
    pause.failSlowly(0, undefined);
    pause.reset();
    expect([pause.isFailing, pause.remaining(0)]).toEqual([false, 0]);
  });
});
