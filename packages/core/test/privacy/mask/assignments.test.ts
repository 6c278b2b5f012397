import { describe, expect, test } from "vitest";
import { maskText } from "../../../src/privacy/mask/mask-text.ts";
import { createMasks } from "../../../src/privacy/mask/masks.ts";

const masks = createMasks({});

describe("operators of other languages", () => {
  test.each([
    ['"password" => "hunter2, and more"', '"password" => "[redacted]"'],
    [":password=>hunter2, :name=>'bob'", ":password=>[redacted], :name=>'bob'"],
    ["password := hunter2", "password := [redacted]"],
    ['password := "hunter2, and more"', 'password := "[redacted]"'],
    ['if password == "hunter2" {', 'if password == "[redacted]" {'],
    ["password==hunter2", "password==[redacted]"],
    ["password === 'hunter2'", "password === '[redacted]'"],
    ["name => bob, count := 3", "name => bob, count := 3"],
  ])("%s", (text, masked) => expect(maskText(text, masks)).toBe(masked));
});

describe("blocks of YAML", () => {
  test.each([
    ["password: |\n  hunter2\n  more\nname: bob", "password: [redacted]\nname: bob"],
    ["a:\n  token: >-\n    one\n\n    two\n  b: 1", "a:\n  token: [redacted]\n  b: 1"],
    ["- secret: |2+ # kept\r\n    one\r\n- b: 1", "- secret: [redacted]\r\n- b: 1"],
    ["password: |\n  hunter2", "password: [redacted]"],
    ["note: |\n  hunter2\nb: 1", "note: |\n  hunter2\nb: 1"],
  ])("%j", (text, masked) => expect(maskText(text, masks)).toBe(masked));
});

test.each([
  ['Digest username="Mufasa", realm="a", response="6629fae49393a053"', "Digest [redacted]"],
  [
    'Authorization: Digest username="Mufasa", response="6629fae4"\nAccept: */*',
    "Authorization: [redacted]\nAccept: */*",
  ],
  ["the digest of a file", "the digest of a file"],
])("Digest: %s", (text, masked) => expect(maskText(text, masks)).toBe(masked));

test.each([
  ["to https://app.test/cb#code=QXZJ&state=1", "to https://app.test/cb#code=[redacted]&state=1"],
  ["to https://app.test/cb?code=QXZJ&state=1", "to https://app.test/cb?code=[redacted]&state=1"],
  ["/cb?state=1&code=QXZJ end", "/cb?state=1&code=[redacted] end"],
  ["/list?code=DE&page=1", "/list?code=DE&page=1"],
  ["/list?code=DE then /cb?state=1", "/list?code=DE then /cb?state=1"],
])("codes of grants: %s", (text, masked) => expect(maskText(text, masks)).toBe(masked));
