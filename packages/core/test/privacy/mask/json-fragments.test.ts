import { cpuTime } from "@peekjs/testing";
import { describe, expect, test } from "vitest";
import { maskText } from "../../../src/privacy/mask/mask-text.ts";
import { createMasks } from "../../../src/privacy/mask/masks.ts";

const masks = createMasks({});

describe("JSON within a text", () => {
  test.each([
    [
      "beside a name",
      'failed: {"name":"password","value":"QXZ"} at 3',
      'failed: {"name":"password","value":"[redacted]"} at 3',
    ],
    [
      "before a name",
      'Error: {"values":["QXZ"],"name":"password"}\n  at a.ts',
      'Error: {"values":"[redacted]","name":"password"}\n  at a.ts',
    ],
    ["a pair", 'failed: [["X-Api-Key","QXZ"]] b', 'failed: [["X-Api-Key","[redacted]"]] b'],
    ["a pair alone", 'failed ["pin","QXZ"] b', 'failed ["pin","[redacted]"] b'],
    [
      "a name that is escaped",
      'failed: {"p\\u0061ssword":"QXZ"} b',
      'failed: {"p\\u0061ssword":"[redacted]"} b',
    ],
    [
      "an array, and what comes after it",
      'got {"a":{"pin":["QXZ"],"b":1},"c":"d"} b',
      'got {"a":{"pin":"[redacted]","b":1},"c":"d"} b',
    ],
    [
      "a text within it",
      'got {"a":"{\\"name\\":\\"pin\\",\\"value\\":1}","b":"c"} d',
      'got {"a":"{\\"name\\":\\"pin\\",\\"value\\":\\"[redacted]\\"}","b":"c"} d',
    ],
    [
      "a text within an array",
      'got [1,"[[\\"pin\\",\\"QXZ\\"]]"] b',
      'got [1,"[[\\"pin\\",\\"[redacted]\\"]]"] b',
    ],
    [
      "JSON whose quotes are escaped",
      'got "{\\"name\\":\\"pin\\",\\"value\\":\\"QXZ\\"}" b',
      'got "{"name":"pin","value":"[redacted]"}" b',
    ],
    ["encoded JSON", "got %5B%5B%22pin%22%2C%22QXZ%22%5D%5D b", 'got [["pin","[redacted]"]] b'],
    [
      "behind brackets that are no JSON",
      '[INFO] [2026-11-23 10:00] x[" {"name":"pin","value":"QXZ"}',
      '[INFO] [2026-11-23 10:00] x[" {"name":"pin","value":"[redacted]"}',
    ],
    [
      "up to where it is none",
      'got {"name":"pin","value":QXZ} b',
      'got {"name":"pin","value":"[redacted]"} b',
    ],
    [
      "what comes before that",
      'got {"value":"QXZ","a":oops} b',
      'got {"value":"[redacted]","a":oops} b',
    ],
    [
      "what is not closed",
      'got {"name":"pin","value":"QXZ',
      'got {"name":"pin","value":"[redacted]"',
    ],
  ])("%s", (_, text, masked) => expect(maskText(text, masks)).toBe(masked));
});

test.each([
  'got {"a":"b","c":[1,null]} and ["d"] {e} [f] "g"',
  '[ERROR] a ["b" c',
  'got {"pin":null,"a":"b"} c',
  'got {"value":oops} c',
])("%s stays as it is, even where it is cut", (text) => {
  expect(maskText(text, masks)).toBe(text);
  expect(maskText(`${text} ${"x".repeat(500)}`, masks, text.length)).toBe(text);
});

test("what goes on beyond the cut is not shown", () => {
  const text = 'got {"a":"token=QXZ, or more","name":"pin","value":"QXZ"}';
  expect(maskText(text, masks, 17)).toBe('got {"a":"token=[redacted]');
  expect(maskText(text, masks, 22)).toBe('got {"a":"token=[redacted], o');
  expect(maskText(text, masks, 53)).toBe(
    'got {"a":"token=[redacted], or more","name":"pin","value":"[redacted]"',
  );
});

test.each([
  "[",
  '["',
  '["["',
  '["a",',
  '{"a":',
  '{"value":1,',
  '{"a":{"value":',
  '["\\"',
  '{"a":"{\\"b\\":\\"',
  '["\\u005b\\u0022',
  '{"name":"pin","value":',
  '["x"oops',
  "password=[",
  "password=,a",
  "password=a<",
  "'Cookie: a",
  'Cookie: "\\',
])("%j over and over takes no more time than its length allows", (part) => {
  const text = part.repeat(100_000 / part.length);
  expect(cpuTime(() => maskText(text, masks))).toBeLessThan(1_000);
});
