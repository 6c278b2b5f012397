import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Dictionary } from "../../src/encode/dictionary.ts";
import { RecurringText } from "../../src/encode/recurring-text.ts";

const take = (dictionary: Dictionary): string[] => JSON.parse(dictionary.take()) as string[];

/** Short and long, plain and of any characters, lone surrogates among them. */
const anyText = fc.oneof(
  fc.string({ minLength: 1 }),
  fc.string({ minLength: 1, unit: "binary" }),
  fc.string({ minLength: 250, maxLength: 300 }),
  fc.constantFrom("Aa", "BB", '"', "\\", "[", "]", "\u007f", "\u0000", "é", "\ud800", "😀"),
);

describe("Dictionary", () => {
  it("gives every text an index that leads back to it, group after group", () => {
    fc.assert(
      fc.property(fc.array(fc.array(anyText)), (groups) => {
        const dictionary = new Dictionary();
        for (const texts of groups) {
          const indexes = texts.map((text) => dictionary.indexOf(text));
          const kept = take(dictionary);
          expect(indexes.map((index) => kept[index])).toEqual(texts);
        }
      }),
    );
  });

  it("gives a text that recurs an index of each group, in several dictionaries by turns", () => {
    const recurring = [new RecurringText("/users/:id"), new RecurringText('"é"')];
    const written = fc.array(fc.constantFrom("/users/:id", "/other", '"é"'), { maxLength: 3 });
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
          const kept = take(dictionary);
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
    const texts = take(dictionary);
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
      expect(take(dictionary)).toEqual(versions);
    }
  });

  it("holds a text that follows itself once", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const dictionary = new Dictionary();
        expect(dictionary.indexOf(text)).toBe(dictionary.indexOf(text));
        expect(take(dictionary)).toEqual([text]);
      }),
    );
  });

  it("remembers nothing once it was taken", () => {
    const dictionary = new Dictionary();
    for (const text of ["/a", "/b", '"', "/b"]) {
      expect(dictionary.indexOf(text)).toBe(0);
      expect(take(dictionary)).toEqual([text]);
    }
    expect(take(dictionary)).toEqual([]);
  });

  it("has room for many texts, and for one of megabytes", () => {
    const dictionary = new Dictionary();
    const texts = Array.from({ length: 20_000 }, (_, n) => `/users/${n}`);
    const long = "€\n".repeat(1_000_000);
    for (const text of [...texts, long]) dictionary.indexOf(text);
    expect(take(dictionary)).toEqual([...texts, long]);
    dictionary.indexOf("/a");
    expect(take(dictionary)).toEqual(["/a"]);
  });
});
