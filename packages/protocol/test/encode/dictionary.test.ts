import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Dictionary } from "../../src/encode/dictionary.ts";

describe("Dictionary", () => {
  it("gives every text an index that leads back to it", () => {
    fc.assert(
      fc.property(fc.array(fc.string()), (texts) => {
        const dictionary = new Dictionary();
        const indexes = texts.map((text) => dictionary.indexOf(text));
        const kept = dictionary.take();
        expect(indexes.map((index) => kept[index])).toEqual(texts);
      }),
    );
  });

  it("holds nearly every text once, whatever part of it differs", () => {
    for (const make of [
      (n: number): string => `/users/${n}`,
      (n: number): string => `${n}@example.com`,
      (n: number): string => `c_${n}`.padEnd(24, "x"),
    ]) {
      const dictionary = new Dictionary();
      for (let i = 0; i < 2_000; i++) dictionary.indexOf(make(i % 200));
      expect(dictionary.take().length).toBeLessThan(400);
    }
  });

  it("remembers nothing once it was taken", () => {
    const dictionary = new Dictionary();
    dictionary.indexOf("/a");
    dictionary.take();
    expect(dictionary.indexOf("/b")).toBe(0);
    expect(dictionary.take()).toEqual(["/b"]);
  });
});
