import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { computeParity, paritySize, repair } from "../../../src/node/spool/parity.ts";

const random = (length: number, seed: number): Buffer => {
  const bytes = Buffer.alloc(length);
  for (let i = 0, state = seed; i < length; i++) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    bytes[i] = state >>> 16;
  }
  return bytes;
};

describe("repair", () => {
  it("mends any run of three fourths of the parity's length, wherever it lies", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 100_000 }),
        fc.nat(),
        fc.integer({ min: 1 }),
        fc.integer(),
        (length, place, run, seed) => {
          const bytes = random(length, seed);
          const parity = Buffer.alloc(paritySize(length));
          computeParity(bytes, parity);
          const damaged = Buffer.from(bytes);
          const start = place % length;
          const most = (paritySize(length) * 3) / 4;
          damaged.fill(0xa5, start, Math.min(length, start + 1 + (run % most)));
          expect(repair(damaged, parity, () => damaged.equals(bytes))).toBe(true);
        },
      ),
    );
  });

  it("leaves the bytes as they are when the damage is too large", () => {
    const bytes = random(50_000, 7);
    const parity = Buffer.alloc(paritySize(bytes.length));
    computeParity(bytes, parity);
    const damaged = Buffer.from(bytes).fill(0, 100, 20_000);
    const before = Buffer.from(damaged);
    expect(repair(damaged, parity, () => damaged.equals(bytes))).toBe(false);
    expect(damaged).toEqual(before);
  });

  it("computes the same from bytes on any border", () => {
    const shifted = Buffer.alloc(1_003).subarray(3);
    random(1_000, 3).copy(shifted);
    const parities = [random(1_000, 3), shifted].map((bytes) => {
      const parity = Buffer.alloc(paritySize(1_000));
      computeParity(bytes, parity);
      return parity;
    });
    expect(parities[0]).toEqual(parities[1]);
  });
});
