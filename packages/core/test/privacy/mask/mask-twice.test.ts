import fc from "fast-check";
import { expect, test } from "vitest";
import { maskText } from "../../../src/privacy/mask/mask-text.ts";
import { createMasks } from "../../../src/privacy/mask/masks.ts";
import { markedText, plainJson, secretName, shape, within, written } from "./arbitraries.ts";

const masks = createMasks({});

const FORMS = [
  "NAME=VALUE",
  "NAME: VALUE",
  "NAME => 'VALUE'",
  '"NAME":"VALUE"',
  '{"NAME":["VALUE"],"n":null}',
  '{"name":"NAME","value":"VALUE"}',
  '[["NAME","VALUE"]]',
  '"{\\"NAME\\":\\"VALUE\\"}"',
  "<NAME>VALUE</NAME>",
  '<input name="NAME" value="VALUE">',
  "https://a.test/?NAME=VALUE&page=2",
  "Cookie: a=b; NAME=VALUE",
  "curl -H 'Cookie: NAME=VALUE; c=d'",
  "NAME%3DVALUE%26x",
  "NAME: |\n  VALUE\nend: 1",
  "login failed, NAME=VALUE for user 12",
  "{NAME: VALUE, b: 1}",
];

const value = fc.oneof(
  fc.stringMatching(/^[\w!#$*+,;&)<.-]{1,20}$/),
  fc.constantFrom("[redacted]", "[FILTERED]", "[]", "", "null"),
);
const assignment = fc
  .tuple(fc.constantFrom(...FORMS), secretName, value)
  .map(([form, name, text]) => form.replaceAll("NAME", name).replace("VALUE", () => text));
const plain = fc.oneof(
  fc.lorem({ maxCount: 3 }),
  fc.constantFrom("(see a.ts:12:3)", "[INFO]", "100 %", "it's", '"quoted"', "{", '["', "12:30"),
  plainJson.map((json) => JSON.stringify(json)),
);
const json = within(fc.tuple(secretName, markedText).map(([name, text]) => ({ [name]: text })));

/** Texts with secrets, and without, line after line. */
const lines = fc
  .array(
    fc.tuple(
      fc.oneof(
        assignment,
        plain,
        shape.map(({ text }) => text),
        json.chain(written),
      ),
      fc.constantFrom("\n", "\r\n", "\n  "),
    ),
    { maxLength: 6 },
  )
  .map((parts) => parts.flat().join(""));

test("what is masked is not changed by masking it again", () => {
  fc.assert(
    fc.property(lines, (text) => {
      const masked = maskText(text, masks);
      expect(maskText(masked, masks)).toBe(masked);
    }),
    { numRuns: 3_000 },
  );
});
