import { createHash } from "node:crypto";
import fc from "fast-check";
import { expect, it } from "vitest";
import { digestsEqual, hashKey } from "../../src/auth/hash-key.ts";

it("is the SHA-256 of the key", async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: "binary" }), async (key) => {
      expect(await hashKey(key)).toBe(createHash("sha256").update(key).digest("hex"));
    }),
    { numRuns: 20 },
  );
});

it("tells equal digests from others", () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (a, b) => {
      expect(digestsEqual(a, b)).toBe(a === b);
      expect(digestsEqual(a, a)).toBe(true);
    }),
  );
});
