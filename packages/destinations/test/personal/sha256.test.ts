import { createHash } from "node:crypto";
import fc from "fast-check";
import { expect, it } from "vitest";
import { sha256 } from "../../src/personal/sha256.ts";

const nodeSha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

it.each([
  ["", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"],
  ["abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"],
  [
    "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
    "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1",
  ],
])("hashes the example %j of FIPS 180-4", (text, digest) => {
  expect(sha256(text)).toBe(digest);
});

it("hashes as Node does, whatever the text and its length", () => {
  for (let length = 0; length < 200; length++) {
    expect(sha256("x".repeat(length))).toBe(nodeSha256("x".repeat(length)));
  }
  const text = fc.string({ unit: "binary", maxLength: 300 });
  fc.assert(fc.property(text, (value) => sha256(value) === nodeSha256(value)));
});
