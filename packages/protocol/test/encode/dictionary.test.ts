import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Dictionary } from "../../src/encode/dictionary.ts";
import { RecurringText } from "../../src/encode/recurring-text.ts";

describe("Dictionary", () => {
  it("gives every text an index that leads back to it", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ minLength: 1 })), (texts) => {
        const dictionary = new Dictionary();
        const indexes = texts.map((text) => dictionary.indexOf(text));
        const kept = dictionary.take();
        expect(indexes.map((index) => kept[index])).toEqual(texts);
      }),
    );
  });

  it("gives a text that recurs an index of each group, in several dictionaries by turns", () => {
    const recurring = [new RecurringText("/users/:id"), new RecurringText("c_1")];
    const written = fc.array(fc.constantFrom("/users/:id", "/other"), { maxLength: 3 });
    const step = fc.tuple(fc.nat(1), fc.nat(1), written, fc.boolean());
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        const dictionaries = [new Dictionary(), new Dictionary()];
        const given: [index: number, text: string][][] = [[], []];
        for (const [which, what, texts, isTaken] of steps) {
          const dictionary = dictionaries[which]!;
          for (const text of texts) given[which]!.push([dictionary.indexOf(text), text]);
          const { text } = recurring[what]!;
          given[which]!.push([dictionary.indexOfRecurring(recurring[what]!), text]);
          if (!isTaken) continue;
          const kept = dictionary.take();
          for (const [index, expected] of given[which]!) expect(kept[index]).toBe(expected);
          given[which] = [];
        }
      }),
    );
  });

  it("holds nearly every text once", () => {
    const random = fc.sample(fc.stringMatching(/^c_[\w-]{22}$/), { numRuns: 400, seed: 7 });
    const paths = Array.from({ length: 100 }, (_, n) => `/users/${n}/orders`);
    const distinct = [...random, ...paths];
    const dictionary = new Dictionary();
    for (let round = 0; round < 5; round++) {
      for (const text of distinct) dictionary.indexOf(text);
    }
    const texts = dictionary.take();
    expect(new Set(texts)).toEqual(new Set(distinct));
    expect(texts.length).toBeLessThan(3 * distinct.length);
  });

  it("tells user agents of several versions apart wherever they differ", () => {
    const agents = Array.from({ length: 130 }, (_, at) =>
      [1, 2, 3].map((digit) => `${"x".repeat(at)}${digit}${"x".repeat(129 - at)}`),
    );
    for (const versions of agents) {
      const dictionary = new Dictionary();
      for (let round = 0; round < 5; round++) {
        for (const text of versions) dictionary.indexOf(text);
      }
      expect(dictionary.take()).toEqual(versions);
    }
  });

  it("holds a text that follows itself once", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 500 }), (text) => {
        const dictionary = new Dictionary();
        expect(dictionary.indexOf(text)).toBe(dictionary.indexOf(text));
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
