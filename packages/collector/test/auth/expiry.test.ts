import { expect, it } from "vitest";
import { hasExpired } from "../../src/index.ts";

it.each([
  ["at its expiry", 1_000, true],
  ["a millisecond before it", 1_001, false],
  ["without one", undefined, false],
  ["when it is no time", Number.NaN, true],
])("a key has expired %s: %s", (_, expiresAt, expected) => {
  expect(hasExpired({ expiresAt }, 1_000)).toBe(expected);
});
