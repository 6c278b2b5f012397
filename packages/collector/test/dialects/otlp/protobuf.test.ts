import { EnvelopeError } from "@peekjs/protocol";
import fc from "fast-check";
import { expect, it } from "vitest";
import { encodeMessage } from "../../../src/dialects/otlp/encode-message.ts";
import { decodeMessage, type Message } from "../../../src/dialects/otlp/protobuf.ts";
import { TRACE_REQUEST } from "../../../src/dialects/otlp/trace-message.ts";

const NAMED: Message = new Map([
  [1, { name: "text", type: "text" }],
  [2, { name: "number", type: "int64" }],
  [300, { name: "numbers", type: "enum", isRepeated: true }],
]);

it("reads what was written, and passes over fields that it does not know", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: "binary" }),
      fc.nat(),
      fc.array(fc.nat()),
      (text, number, all) => {
        const bytes = encodeMessage([
          [7, "unknown"],
          [1, text.toWellFormed()],
          [2, number],
          [8, number],
          ...all.map((one): [number, number] => [300, one]),
        ]);
        const expected = { text: text.toWellFormed(), number: String(number) };
        const numbers = all.length > 0 ? { numbers: all } : {};
        expect(decodeMessage(bytes, NAMED)).toEqual({ ...expected, ...numbers });
      },
    ),
  );
});

it("reads a number below zero, and the largest", () => {
  const ten = new Uint8Array([16, ...Array.from({ length: 9 }, () => 255), 1]);
  expect(decodeMessage(ten, NAMED)).toEqual({ number: "-1" });
});

it("reads or refuses whatever bytes there are", () => {
  const byte = fc.oneof(fc.constantFrom(10, 18, 26, 74, 57, 49), fc.nat({ max: 255 }));
  fc.assert(
    fc.property(fc.array(byte), (bytes) => {
      try {
        decodeMessage(Uint8Array.from(bytes), TRACE_REQUEST);
      } catch (error) {
        expect(error).toBeInstanceOf(EnvelopeError);
      }
    }),
    { numRuns: 2_000 },
  );
});

it("refuses more messages than a body may hold", () => {
  const many = new Uint8Array(2_000_002).map((_, index) => (index % 2 === 0 ? 10 : 0));
  expect(() => decodeMessage(many, TRACE_REQUEST)).toThrow("more than 500000 messages");
});
