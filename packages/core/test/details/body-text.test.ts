import { brotliCompressSync, gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { bodyText, type BodyText } from "../../src/details/body-text.ts";
import { createMasks } from "../../src/privacy/mask/masks.ts";
import { decodeContent } from "../../src/node/decode-content.ts";
import { wildcard } from "../../src/details/wildcard.ts";

const masks = createMasks({});

function read(
  bytes: Uint8Array,
  contentType: string | undefined,
  contentEncoding?: string,
): BodyText {
  const rules = { maxBodyBytes: 1_000, contentTypes: [wildcard("application/vnd.*")], masks };
  return bodyText({ bytes, isWhole: true, contentType, contentEncoding }, rules, decodeContent);
}

const JSON_BODY = Buffer.from('{"token":"x","a":"ü"}');
const MASKED = '{"token":"[redacted]","a":"ü"}';

test.each([
  "application/json",
  "application/json; charset=UTF-8",
  "Application/Problem+JSON",
  "application/x-ndjson",
])("%s is JSON", (type) => expect(read(JSON_BODY, type)).toEqual({ text: MASKED }));

test.each([
  [
    "text/plain; charset=iso-8859-1",
    Buffer.from("fa\xe7ade token=x", "latin1"),
    "façade token=[redacted]",
  ],
  ["application/xml", Buffer.from("<token>x</token>"), "<token>[redacted]</token>"],
  ["application/vnd.acme", Buffer.from("pin: 1"), "pin: [redacted]"],
  ["application/x-www-form-urlencoded", Buffer.from("pin=1"), "pin=[redacted]"],
])("%s is masked in its manner", (type, bytes, text) => {
  expect(read(bytes, type)).toEqual({ text });
});

test.each([
  ["image/png", "PNG", "is image/png"],
  [undefined, "x", "is of no type"],
  ["multipart/form-data; boundary=x", "--x", "is multipart/form-data"],
  ["text/plain", "a\0b", "is no text"],
  ["text/plain; charset=klingon", "x", "is no text"],
])("%s %j is left out", (type, text, missing) => {
  expect(read(Buffer.from(text), type)).toEqual({ missing });
});

test("parts are left out, whatever types are listed", () => {
  const body = Buffer.from(
    '--b\r\nContent-Disposition: form-data; name="pin"\r\n\r\n1234\r\n--b--',
  );
  const rules = { maxBodyBytes: 1_000, contentTypes: [wildcard("*/*")], masks };
  for (const type of ["multipart/form-data; boundary=b", "Multipart/Mixed; boundary=b"]) {
    const captured = { bytes: body, isWhole: true, contentType: type, contentEncoding: undefined };
    expect(bodyText(captured, rules, decodeContent).text).toBeUndefined();
  }
});

test.each([
  ["gzip", gzipSync(JSON_BODY)],
  ["br", brotliCompressSync(JSON_BODY)],
])("%s is decoded", (coding, bytes) => {
  expect(read(bytes, "application/json", coding)).toEqual({ text: MASKED });
});

test("the beginning of what was compressed, however much it would give", () => {
  const bomb = gzipSync(Buffer.alloc(100_000_000, "x")).subarray(0, 8_448);
  expect(read(bomb, "text/plain", "gzip")).toEqual({
    text: `${"x".repeat(1_000)}…`,
    missing: "is cut off",
  });
});

test("what cannot be decoded is left out", () => {
  expect(read(Buffer.from("no gzip"), "text/plain", "gzip")).toEqual({
    missing: "is encoded (gzip)",
  });
  expect(read(JSON_BODY, "application/json", "aes")).toEqual({ missing: "is encoded (aes)" });
});

test.each(["text/plain", "application/json"])("%s is not cut within a character", (contentType) => {
  const text = JSON.stringify("😀".repeat(10));
  for (let maxBodyBytes = 4; maxBodyBytes < 10; maxBodyBytes++) {
    const captured = { bytes: Buffer.from(text), isWhole: true, contentType };
    const rules = { maxBodyBytes, contentTypes: [], masks };
    const { text: shown = "" } = bodyText(
      { ...captured, contentEncoding: undefined },
      rules,
      undefined,
    );
    expect(shown).toMatch(/^"(😀)+…$/u);
  }
});
