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

  it("holds every text once", () => {
    fc.assert(
      fc.property(fc.array(fc.string()), (texts) => {
        const dictionary = new Dictionary();
        for (const text of texts) dictionary.indexOf(text);
        expect(dictionary.take()).toEqual([...new Set(texts)]);
      }),
    );
  });

  it("remembers nothing once it was taken", () => {
    const dictionary = new Dictionary();
    dictionary.indexOf("/a");
    dictionary.take();
    expect(dictionary.indexOf("/b")).toBe(0);
    expect(dictionary.take()).toEqual(["/b"]);
  });
});
