import { cpuTime } from "@peekjs/testing";
import fc from "fast-check";
import { expect, it } from "vitest";
import { plainLetters } from "../../src/personal/plain-letters.ts";
import { capitals, Words } from "../../src/personal/words.ts";

it.each([
  [["Ada"], "by ADA Lovelace", true],
  [["Ada"], "Adagio", false],
  [["Strauß"], "STRAUSS street", true],
  [["José"], "jose\u0301", true],
  [["ΟΔΟΣ"], "στην οδος", true],
  [["a.b"], "a-b", false],
  [["Ann", "Joanna"], "the channel of Joanna", true],
  [["Ann"], "a channel, Joanna, Ann", true],
  [["Ann"], "𝒳Ann Ann𐐀 Ann7", false],
  [["山田"], "これは山田さん", true],
  [[" "], "anything", false],
])("%j in %j: %s", (words, text, occurs) => {
  expect(new Words(words).occurIn(text)).toBe(occurs);
  expect(new Words(words).replaceIn(text, "…") !== text).toBe(occurs);
});

it("looks with the pattern wherever the pattern would find a letter in another case", () => {
  const letters: string[] = [];
  for (let code = 0; code <= 0x1ffff; code++) {
    const letter = String.fromCodePoint(code);
    if (letter.toLowerCase() !== letter || letter.toUpperCase() !== letter) letters.push(letter);
  }
  const byCapitals = new Map<string, string[]>();
  for (const letter of letters) {
    byCapitals.set(capitals(letter), [...(byCapitals.get(capitals(letter)) ?? []), letter]);
  }
  const all = letters.join("");
  const missed = letters.filter((letter) => {
    const found = all.match(new RegExp(letter, "giu")) ?? [];
    return found.some((other) => !byCapitals.get(capitals(letter))!.includes(other));
  });
  expect(letters.length).toBeGreaterThan(2_000);
  expect(missed).toEqual([]);
});

it("finds what a pattern would, which stands alone in any case", () => {
  const part = fc.constantFrom("ann", "ANN", "Ian", "o'neil", "7", " ", "-", "𝒳", "é", "ı", "x");
  const text = fc.array(part, { maxLength: 8 }).map((parts) => parts.join(""));
  fc.assert(
    fc.property(text, (written) => {
      const letters = plainLetters(written) ?? written;
      const pattern = /(?<![\p{L}\p{N}])(?:ann|ian|o'neil|ann-ian)(?![\p{L}\p{N}])/iu;
      const words = new Words(["Ann", "Ian", "O'Neil", "Ann-Ian"]);
      expect(words.occurIn(written)).toBe(pattern.test(letters));
    }),
    { numRuns: 2_000 },
  );
});

it("looks for names in little time, also where they begin other words", () => {
  const work = (): void => {
    for (let event = 0; event < 1_000; event++) {
      expect(new Words([`Ann${event}`]).occurIn(`the channel of Ann${event}x`)).toBe(false);
    }
  };
  work();
  expect(cpuTime(work)).toBeLessThan(250);
});
