import { describe, expect, it } from "vitest";
import { timeoutOf } from "../../src/client/timeouts.ts";

describe("the time that a call may take", () => {
  it.each([undefined, null, {}, { timeout: -1 }, { timeout: Number.NaN }, { timeout: "1" }])(
    "has a default where the app says %j",
    (options) => expect(timeoutOf(options, 5_000)).toBe(5_000),
  );

  it.each([
    [0, 0],
    [1.5, 1.5],
    [Number.POSITIVE_INFINITY, 2_147_483_647],
  ])("is what the app says, as far as timers can wait: %d", (timeout, expected) => {
    expect(timeoutOf({ timeout }, 5_000)).toBe(expected);
  });
});
