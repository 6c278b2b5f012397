import fc from "fast-check";
import { expect, it } from "vitest";
import { cutDepth } from "../../src/dialects/cut-depth.ts";

const LEVELS = 3;

function cut(text: string): unknown {
  return JSON.parse(new TextDecoder().decode(cutDepth(new TextEncoder().encode(text), LEVELS)));
}

/** What is left of a value within so many levels. */
function within(value: unknown, levels: number): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (levels === 0) return 0;
  if (Array.isArray(value)) return value.map((item) => within(item, levels - 1));
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, within(item, levels - 1)]),
  );
}

it("puts a zero for all that nests too deep, and changes nothing else", () => {
  const json = fc.jsonValue({ maxDepth: 8, stringUnit: "binary" });
  fc.assert(
    fc.property(json, fc.constantFrom(undefined, 1), (value, indent) => {
      const text = JSON.stringify(value, undefined, indent);
      expect(cut(text)).toEqual(within(JSON.parse(text), LEVELS));
    }),
  );
});

it("is not misled by brackets in text", () => {
  const text = String.raw`[[["[[[[", "\"[[[", "\\", [["x"], {"]": 1}], "]"]]]`;
  expect(cut(text)).toEqual([[["[[[[", '"[[[', "\\", 0, "]"]]]);
});

it("takes a moment for millions of levels, closed or not", () => {
  const started = process.cpuUsage();
  for (const text of ["[".repeat(4e6), "[".repeat(2e6) + "]".repeat(2e6), "[[[[]".repeat(8e5)]) {
    cutDepth(new TextEncoder().encode(text), LEVELS);
  }
  const { user } = process.cpuUsage(started);
  expect(user / 1_000).toBeLessThan(2_000);
});
