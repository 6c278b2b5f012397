import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { applyKeystream } from "../../../src/dialects/unisights/keystream.ts";

/** The stream itself, of as many bytes, by Node's own SHA-256. */
function expectedStream(key: Uint8Array, length: number): Buffer {
  const blocks = Array.from({ length: Math.ceil(length / 32) }, (_, index) => {
    const number = Buffer.alloc(4);
    number.writeUInt32BE(index);
    return createHash("sha256").update(key).update(number).digest();
  });
  return Buffer.concat(blocks).subarray(0, length);
}

const key = fc.uint8Array({ minLength: 32, maxLength: 32 });

describe("applyKeystream", () => {
  it("puts on a stream of digests of the key and the block's number", () => {
    fc.assert(
      fc.property(key, fc.nat(10_000), (bytes, length) => {
        const stream = Buffer.from(applyKeystream(new Uint8Array(length), bytes));
        expect(stream.equals(expectedStream(bytes, length))).toBe(true);
      }),
    );
  });

  it("takes off what it put on", () => {
    fc.assert(
      fc.property(key, fc.uint8Array({ maxLength: 200 }), (bytes, plain) => {
        expect(applyKeystream(applyKeystream(plain, bytes), bytes)).toEqual(plain);
      }),
    );
  });
});
