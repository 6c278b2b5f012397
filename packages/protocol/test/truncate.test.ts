import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { truncate } from "../src/index.ts";

describe("truncate", () => {
  it("leaves a text within the limit alone", () => {
    expect(truncate("GET", 3)).toBe("GET");
  });

  it("does not split a code point", () => {
    expect(truncate("ab😀", 3)).toBe("ab");
    expect(truncate("ab😀", 4)).toBe("ab😀");
  });

  it("gives the longest well-formed beginning for any text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.nat(20), (text, limit) => {
        const cut = truncate(text, limit);
        expect(cut.length).toBeLessThanOrEqual(limit);
        expect(text.startsWith(cut)).toBe(true);
        expect(cut.length).toBeGreaterThanOrEqual(Math.min(text.length, limit) - 1);
      }),
    );
  });

  it("replaces lone surrogates", () => {
    const units = fc.array(fc.constantFrom("a", "\ud83d", "\ude00"));
    fc.assert(
      fc.property(units, fc.nat(10), (parts, limit) => {
        const cut = truncate(parts.join(""), limit);
        expect(new TextDecoder().decode(new TextEncoder().encode(cut))).toBe(cut);
        expect(cut.length).toBeLessThanOrEqual(limit);
      }),
    );
  });
});
