import { createHash } from "node:crypto";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
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

afterEach(() => {
  vi.restoreAllMocks();
});

describe.each([
  ["Node's own digests", true],
  ["WebCrypto's", false],
])("applyKeystream, with %s", (_, isNode) => {
  beforeEach(() => {
    if (!isNode) vi.spyOn(process, "getBuiltinModule").mockReturnValue(undefined);
  });

  it("puts on a stream of digests of the key and the block's number", async () => {
    await fc.assert(
      fc.asyncProperty(key, fc.nat(40_000), async (bytes, length) => {
        const stream = Buffer.from(await applyKeystream(new Uint8Array(length), bytes));
        expect(stream.equals(expectedStream(bytes, length))).toBe(true);
      }),
      { numRuns: 20 },
    );
  });

  it("takes off what it put on", async () => {
    await fc.assert(
      fc.asyncProperty(key, fc.uint8Array({ maxLength: 200 }), async (bytes, plain) => {
        expect(await applyKeystream(await applyKeystream(plain, bytes), bytes)).toEqual(plain);
      }),
    );
  });
});
