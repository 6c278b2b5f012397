import { expect, test } from "vitest";
import { maskJson } from "../../../src/privacy/mask/mask-json.ts";
import { createMasks } from "../../../src/privacy/mask/masks.ts";

const masks = createMasks({});

test.each([
  ["what is no secret stays as it was written", ' { "a" : 1.50e3 ,\n"b":["\\u00fc",true,null] } '],
  ["nor is there anything to hide in null and an empty text", '{"password":null,"token":""}'],
  [
    "an address names nothing",
    '[["https://a.test/?page=token","b"],["https%3A%2F%2Fa.test%2Ftoken","b"]]',
  ],
  ["a sequence of texts", '\u001e{"a":1}\n\u001e{"b":2}\n'],
  ["one text after the other", '{"a":1}\n{"b":2}\n'],
])("%s", (_, json) => expect(maskJson(json, masks)).toBe(json));

test.each([
  ["a value", '{"password":"x"}', '{"password":"[redacted]"}'],
  ["a number, and true", '{"pin":1234,"otp":true}', '{"pin":"[redacted]","otp":"[redacted]"}'],
  [
    "an array, and an object",
    '{"tokens":["a",[1]],"card":{"a":{}}}',
    '{"tokens":"[redacted]","card":"[redacted]"}',
  ],
  ["a name that is escaped", '{"p\\u0061ssword":"x"}', '{"p\\u0061ssword":"[redacted]"}'],
  [
    "the value of a named member",
    '[{"name":"pin","value":1},{"value":2,"key":"cvv"}]',
    '[{"name":"pin","value":"[redacted]"},{"value":"[redacted]","key":"cvv"}]',
  ],
  [
    "all values before a name",
    '{"value":1,"val":2,"name":"pin"}',
    '{"value":"[redacted]","val":"[redacted]","name":"pin"}',
  ],
  ["a card number below zero", '{"n":-4111111111111111}', '{"n":"[redacted]"}'],
  ["a pair", '[["password","x"],["a","b"]]', '[["password","[redacted]"],["a","b"]]'],
  [
    "JSON within",
    '{"body":"{\\"token\\":\\"x\\",\\"a\\":1}"}',
    '{"body":"{\\"token\\":\\"[redacted]\\",\\"a\\":1}"}',
  ],
  [
    "a pair in JSON within JSON",
    '["[1,\\"[[\\\\\\"pin\\\\\\",\\\\\\"x\\\\\\"]]\\"]"]',
    '["[1,\\"[[\\\\\\"pin\\\\\\",\\\\\\"[redacted]\\\\\\"]]\\"]"]',
  ],
  [
    "a URL within",
    '{"url":"https://a.test/?token=x&a=1"}',
    '{"url":"https://a.test/?token=[redacted]&a=1"}',
  ],
  ["a card number as a number", '{"n":4111111111111111}', '{"n":"[redacted]"}'],
  ["a card number as a power of ten", '{"n":4.111111111111111e15}', '{"n":"[redacted]"}'],
])("masks %s", (_, json, masked) => expect(maskJson(json, masks)).toBe(masked));

test("masks numbers that the app's patterns describe", () => {
  const own = createMasks({ patterns: [/\b\d{9}\b/] });
  expect(maskJson('{"a":123456789,"b":12}', own)).toBe('{"a":"[redacted]","b":12}');
});

test("times in milliseconds and long ids are no card numbers", () => {
  const json = '{"at":1790000000123,"id":"1234567890123456789","n":[4111111111111112]}';
  expect(maskJson(json, masks)).toBe(json);
});

test.each([
  ['{"a":1,"b":oops,"token":"x"}', '{"a":1,"b":…'],
  ['{"a":1] "token":"x"', '{"a":1…'],
  ["token=x", "…"],
  ['{"a":"\\x"}', '{"a":…'],
])("leaves out what cannot be read: %s", (text, masked) => {
  expect(maskJson(text, masks)).toBe(masked);
});

test("shows the beginning of a text that is cut, and nothing of a secret", () => {
  const json = `{"note":"${"n".repeat(600)}","token":"${"t".repeat(600)}"}`;
  expect(maskJson(json, masks, 109)).toBe(`{"note":"${"n".repeat(100)}…`);
  expect(maskJson(json, masks, 700)).toBe(`{"note":"${"n".repeat(600)}","token":"[redacted]"…`);
});

test("hides a value whose name may be beyond the cut", () => {
  expect(maskJson('{"id":"7","value":"QXZ","a":1,"name":"pin"}', masks, 30)).toBe(
    '{"id":"7","value":"[redacted]","a":1,…',
  );
});

test("reads any nesting", () => {
  const deep = `${'{"a":['.repeat(5_000)}"x"${"]}".repeat(5_000)}`;
  expect(maskJson(deep, masks)).toBe(deep);
});
