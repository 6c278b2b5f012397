import fc from "fast-check";
import { expect, it } from "vitest";
import { withoutNonNumbers } from "../../src/dialects/python-numbers.ts";

it("makes null of what is no number, and leaves texts alone", () => {
  const python = String.raw`{"NaN": [NaN, -Infinity, Infinity, 1], "a\"NaN": "Infinity\\", "b": NaN}`;
  const json = String.raw`{"NaN": [null, null, null, 1], "a\"NaN": "Infinity\\", "b": null}`;
  expect(withoutNonNumbers(python)).toBe(json);
});

it("leaves JSON as it is, and any other text as long as it need be", () => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 2 }), (text) => {
      expect(withoutNonNumbers(text)).toBe(text);
    }),
  );
  fc.assert(
    fc.property(fc.stringMatching(/^["\\NaInfity -]*$/), (text) => {
      const strings = (of: string): string[] => of.match(/"(?:[^"\\]|\\.)*"/g) ?? [];
      expect(strings(withoutNonNumbers(text))).toEqual(strings(text));
    }),
  );
});
