import { expect, it } from "vitest";
import { capitals, Words } from "../../src/personal/words.ts";

it.each([
  [["Ada"], "by ADA Lovelace", true],
  [["Ada"], "Adagio", false],
  [["Strauß"], "STRAUSS street", true],
  [["José"], "jose\u0301", true],
  [["ΟΔΟΣ"], "στην οδος", true],
  [["a.b"], "a-b", false],
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
