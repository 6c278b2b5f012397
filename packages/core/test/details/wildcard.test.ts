import { cpuTime } from "@peekjs/testing";
import fc from "fast-check";
import { expect, it } from "vitest";
import { wildcard } from "../../src/details/wildcard.ts";

it("matches as the expression does that has .* for each *", () => {
  const texts = fc.string({ unit: fc.constantFrom("a", "b", "/", "."), maxLength: 12 });
  const patterns = fc.string({ unit: fc.constantFrom("a", "b", "/", ".", "*"), maxLength: 8 });
  fc.assert(
    fc.property(patterns, texts, (pattern, text) => {
      const literal = pattern.replaceAll(/[./]/g, "\\$&").replaceAll("*", ".*");
      expect(wildcard(pattern).test(text)).toBe(new RegExp(`^${literal}$`).test(text));
    }),
    { numRuns: 2_000 },
  );
});

it("takes no longer for a text that was made to be slow", () => {
  const time = cpuTime(() => {
    expect(wildcard("*a*a*b").test("a".repeat(16_000))).toBe(false);
    expect(wildcard("*/vnd.*+*").test("/vnd.".repeat(3_000))).toBe(false);
  });
  expect(time).toBeLessThan(50);
});
