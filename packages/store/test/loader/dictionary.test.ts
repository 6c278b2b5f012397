import { describe, expect, it } from "vitest";
import { Dictionary } from "../../src/loader/dictionary.ts";

describe("a dictionary", () => {
  it("gives a text the same id again, and an absent one none", () => {
    const dictionary = new Dictionary(7);
    expect(["a", "b", "a", undefined].map((text) => dictionary.idOf(text))).toEqual([7, 8, 7, 0]);
    expect(dictionary.fresh).toEqual([
      { id: 7, text: "a" },
      { id: 8, text: "b" },
    ]);
    dictionary.written();
    expect(dictionary.idOf("b")).toBe(8);
    expect(dictionary.fresh).toEqual([]);
  });

  it("forgets what is written once it is large, be it many texts or few", () => {
    for (const [count, length] of [
      [60, 1_000_000],
      [500_000, 8],
    ] as const) {
      const dictionary = new Dictionary(1);
      const textOf = (index: number): string => String(index).padStart(length);
      for (let index = 0; index < count; index++) dictionary.idOf(textOf(index));
      expect(dictionary.idOf(textOf(0))).toBe(1);
      dictionary.written();
      expect(dictionary.idOf(textOf(0))).toBe(count + 1);
    }
  });
});
