import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { builderHash, KEYS, peekHash, sdkHash, type Key } from "./official-libraries.ts";

const text = (letters: string, maxLength = 12): fc.Arbitrary<string> =>
  fc.string({ unit: fc.constantFrom(...Array.from(letters)), maxLength });

const LETTERS = "aBcDeÉßñøž정山Ω";
const digits = text("0123456789", 16);
const padding = fc.constantFrom("", " ", "\t");
const padded = (value: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.tuple(padding, value, padding).map((parts) => parts.join(""));

/** As apps give each: mostly well, at times not at all. */
const INPUTS: Record<Key, fc.Arbitrary<string>> = {
  em: fc.oneof(
    fc.emailAddress(),
    fc.tuple(text("abZ01.+_-!', ", 6), text("abZ01.-_", 8)).map((parts) => parts.join("@")),
    text("ab@. "),
  ),
  ph: fc.oneof(
    digits,
    fc
      .tuple(fc.constantFrom("", "+", "00", "+00"), text("0123456789 ()-", 20))
      .map((parts) => parts.join("")),
    fc.tuple(digits, fc.constantFrom("x3", " ext 12", "abc")).map((parts) => parts.join("")),
  ),
  fn: text(`${LETTERS}0 '-.`),
  ln: text(`${LETTERS}0 '-.`),
  db: fc
    .date({ min: new Date("1900-01-01"), max: new Date("2020-01-01"), noInvalidDate: true })
    .map((date) => date.toISOString().slice(0, 10))
    .chain((date) => fc.constantFrom(date, date.replaceAll("-", ""))),
  ge: fc.constantFrom("f", "F", "Female", "male", "M", "woman", "other", "x", "unknown", ""),
  ct: text("aBcDe Zé0-.'"),
  st: fc.oneof(text("aBcZ1 .-", 4), fc.constantFrom("California", "Bayern", "NSW")),
  zp: text("aB0123456789 -", 10),
  country: fc.oneof(text("aBcdeufrsUS", 2), text("aBcUSA ", 3), fc.constantFrom("France")),
  external_id: text(`${LETTERS}0 _-.|`, 20),
};

/** Where both libraries are against their documentation, which is followed. */
const AGAINST_THE_DOCUMENTATION: Partial<Record<Key, RegExp>> = {
  // "Use only the first 5 digits for U.S. zip codes."
  zp: /^\s*\d{9}\s*(?:-.*)?$/,
};

describe.each(KEYS)("%s", (key) => {
  it("is hashed as Meta's two libraries hash it, wherever they agree", () => {
    let compared = 0;
    fc.assert(
      fc.property(padded(INPUTS[key]), (input) => {
        const expected = sdkHash(key, input);
        if (expected !== builderHash(key, input)) return;
        if (AGAINST_THE_DOCUMENTATION[key]?.test(input) === true) return;
        compared++;
        expect(peekHash(key, input)).toBe(expected);
      }),
      { numRuns: 500 },
    );
    expect(compared).toBeGreaterThan(100);
  });
});

it("hashes every code of a country that both libraries know", () => {
  const letters = Array.from("abcdefghijklmnopqrstuvwxyz");
  const codes = letters.flatMap((first) => letters.map((second) => first + second));
  const agreed = codes.filter((code) => sdkHash("country", code) === builderHash("country", code));
  expect(agreed.length).toBeGreaterThan(200);
  for (const code of agreed) expect(peekHash("country", code)).toBe(sdkHash("country", code));
});

it("hashes no longer address of e-mail than there is, in time", () => {
  const long = `${"a-".repeat(50_000)}@${"a-".repeat(50_000)}`;
  expect(peekHash("em", long)).toBeUndefined();
});

it.each(["A".repeat(64), "b".repeat(32)])("leaves the hash %s as both libraries do", (hash) => {
  expect(peekHash("em", hash)).toBe(hash.toLowerCase());
  expect(sdkHash("em", hash)).toBe(hash.toLowerCase());
  expect(builderHash("em", hash)).toBe(hash.toLowerCase());
});
