import { describe, expect, it } from "vitest";
import fc from "fast-check";
import { crc32, createPeekKey, maskKey, parsePeekKey } from "../../src/index.ts";

describe("a peek key", () => {
  it.each(["w", "r", "a"] as const)("of kind %s tells its kind, id and salt", async (kind) => {
    const { key, id, salt } = await createPeekKey(kind);
    expect(key).toMatch(/^peek_[wra]_[0-9A-Za-z]{10}_[0-9A-Za-z]{22}_[0-9A-Za-z]{34}$/);
    expect(parsePeekKey(key)).toEqual({ kind, id, salt });
  });

  it("shares the salt of its installation", async () => {
    const first = await createPeekKey("w");
    const second = await createPeekKey("r", first.salt);
    expect(second.salt).toBe(first.salt);
    expect(second.id).not.toBe(first.id);
  });

  it("comes with the SHA-256 of its text", async () => {
    const { key, digest } = await createPeekKey("w");
    const expected = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(key));
    expect(digest).toBe(Buffer.from(expected).toString("hex"));
  });

  it("is refused after any one character was mistyped", async () => {
    const { key } = await createPeekKey("w");
    fc.assert(
      fc.property(fc.nat(key.length - 1), fc.constantFrom("0", "Z", "x", "_"), (i, character) => {
        fc.pre(key[i] !== character);
        const mistyped = key.slice(0, i) + character + key.slice(i + 1);
        expect(() => parsePeekKey(mistyped)).toThrow(/Copy the (whole )?key again/);
      }),
    );
  });

  it("tells which part is wrong without repeating the key", async () => {
    const { key } = await createPeekKey("w");
    const [peek, kind, id, salt, tail] = key.split("_") as [string, string, string, string, string];
    const wrong: [string[], string, string][] = [
      [["poke", kind, id, salt, tail], "PEEK_E_KEY_FORMAT", "peek_"],
      [[peek, "x", id, salt, tail], "PEEK_E_KEY_FORMAT", "kind"],
      [[peek, kind, "1", salt, tail], "PEEK_E_KEY_FORMAT", "id"],
      [[peek, kind, id, "é".repeat(22), tail], "PEEK_E_KEY_FORMAT", "salt"],
      [[peek, kind, id, salt, tail.slice(1)], "PEEK_E_KEY_FORMAT", "secret"],
      [[peek, kind, id, salt, tail, "x"], "PEEK_E_KEY_FORMAT", "secret"],
      [[peek, kind, id, salt, flip(tail)], "PEEK_E_KEY_CHECKSUM", "checksum"],
    ];
    for (const [parts, code, part] of wrong) {
      const message = expect.stringContaining(part);
      expect(() => parsePeekKey(parts.join("_"))).toThrow(
        expect.objectContaining({ code, message }),
      );
      expect(() => parsePeekKey(parts.join("_"))).not.toThrow(tail);
    }
  });

  it("is masked to eight characters", async () => {
    const { key } = await createPeekKey("a");
    expect(maskKey(key)).toBe(`${key.slice(0, 8)}…`);
  });

  it.each([
    ["abcdefgh", "ab…"],
    ["abc", "…"],
  ])("shows little of a vendor's key as short as %s", (key, masked) => {
    expect(maskKey(key)).toBe(masked);
  });
});

describe("crc32", () => {
  it.each([
    ["", 0],
    ["123456789", 0xcbf43926],
    ["The quick brown fox jumps over the lazy dog", 0x414fa339],
  ])("of %j is that of zlib", (text, checksum) => {
    expect(crc32(new TextEncoder().encode(text))).toBe(checksum);
  });
});

function flip(tail: string): string {
  return (tail.startsWith("0") ? "1" : "0") + tail.slice(1);
}
