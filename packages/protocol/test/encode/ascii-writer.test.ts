import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { AsciiWriter } from "../../src/encode/ascii-writer.ts";

function rounded(value: number): number {
  return Number.isInteger(value) ? value : Math.round(value * 1_000) / 1_000;
}

describe("AsciiWriter", () => {
  it("writes numbers as JSON does, rounded to thousandths", () => {
    const writer = new AsciiWriter();
    const numbers = fc.oneof(
      fc.double(),
      fc.integer(),
      fc.double({ min: 0, max: 100_000 }),
      fc.constantFrom(
        0,
        -0,
        1,
        999,
        1_000,
        999_999,
        1_000_000,
        0.9995,
        2_147_483.647,
        2_147_483.648,
      ),
    );
    fc.assert(
      fc.property(fc.array(numbers), (values) => {
        writer.numbers(Float64Array.from(values), values.length);
        expect(writer.take()).toBe(JSON.stringify(values.map(rounded)));
      }),
    );
  });

  it("writes indexes, and -1", () => {
    const writer = new AsciiWriter();
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -1 })), (values) => {
        writer.integers(Int32Array.from(values), values.length);
        expect(writer.take()).toBe(JSON.stringify(values));
      }),
    );
  });

  it("grows with what is written, and starts anew once it was taken", () => {
    const writer = new AsciiWriter();
    const long = "x".repeat(100_000);
    writer.literal(long);
    writer.integers(Int32Array.of(7), 1);
    expect(writer.take()).toBe(`${long}[7]`);
    expect(writer.take()).toBe("");
  });
});
