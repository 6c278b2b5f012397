import { cpuTime } from "@peekjs/testing";
import { expect, test } from "vitest";
import { maskText } from "../../../src/privacy/mask/mask-text.ts";
import { createMasks } from "../../../src/privacy/mask/masks.ts";

const masks = createMasks({});

test.each([
  [
    '<input type="hidden" name="csrf_token" value="a">',
    '<input type="hidden" name="csrf_token" value="[redacted]">',
  ],
  ["<input value='a' name=password>", "<input value='[redacted]' name=password>"],
  ['<input type="password" value="a"> b', '<input type="password" value="[redacted]"> b'],
  ['<meta name="csrf-token" content="a">', '<meta name="csrf-token" content="[redacted]">'],
  ['<add key="password" value="a"/><a>b</a>', '<add key="password" value="[redacted]"/><a>b</a>'],
  ["<param name='token'>a</param>", "<param name='token'>[redacted]</param>"],
  ["<key>pin</key>\n<string>a</string>", "<key>pin</key>\n<string>[redacted]</string>"],
  ['<pin salt="1" b="c > d">a</pin>', '<pin salt="1" b="c > d">[redacted]</pin>'],
  ["<pin><b>x</b>a</PIN><c>d</c>", "<pin>[redacted]</PIN><c>d</c>"],
  ["<pin>a</pins></pin >b", "<pin>[redacted]</pin >b"],
  ["<pin>a", "<pin>[redacted]"],
  ["<pin/><a>b</a>", "<pin/><a>b</a>"],
  ['<input name="city" value="Rome">', '<input name="city" value="Rome">'],
  ["<key>city</key><string>Rome</string>", "<key>city</key><string>Rome</string>"],
])("%s", (text, masked) => expect(maskText(text, masks)).toBe(masked));

test("an element whose start tag is as long as those of SOAP", () => {
  const start = `<wsse:Password xmlns:wsu="http://docs.example/${"u".repeat(400)}" Type="http://a.test/#PasswordText">`;
  const text = `<a>${start}QXZJ</wsse:Password></a>`;
  expect(maskText(text, masks)).toBe(`<a>${start}[redacted]</wsse:Password></a>`);
});

test("a value whose name is beyond the end", () => {
  expect(maskText('<input value="QXZJ" na', masks)).toBe('<input value="[redacted]" na');
  expect(maskText('<input name="pin" value="QXZJ', masks)).toBe(
    '<input name="pin" value="[redacted]',
  );
});

test.each([
  "<",
  "<a ",
  '<a b="',
  "<a b='\"",
  "<pin>a</",
  "<pin",
  "<a  ",
  '<a b="<pin>',
  "<key>pin",
])("%j over and over takes no more time than its length allows", (part) => {
  const text = part.repeat(65_536 / part.length);
  expect(cpuTime(() => maskText(text, masks))).toBeLessThan(500);
});
