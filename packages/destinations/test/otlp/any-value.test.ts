import { expect, it } from "vitest";
import { anyValue } from "../../src/otlp/any-value.ts";

it.each([
  ["text", { stringValue: "text" }],
  [7, { intValue: "7" }],
  [2 ** 60, { doubleValue: 2 ** 60 }],
  [0.5, { doubleValue: 0.5 }],
  [Number.NaN, { doubleValue: "NaN" }],
  [Number.NEGATIVE_INFINITY, { doubleValue: "-Infinity" }],
  [false, { boolValue: false }],
  [[1, null], { arrayValue: { values: [{ intValue: "1" }] } }],
  [
    { a: { b: 1 } },
    {
      kvlistValue: {
        values: [
          {
            key: "a",
            value: { kvlistValue: { values: [{ key: "b", value: { intValue: "1" } }] } },
          },
        ],
      },
    },
  ],
  [new Date(0), { stringValue: "1970-01-01T00:00:00.000Z" }],
  [null, undefined],
  [undefined, undefined],
])("writes %o as protobuf's JSON has it", (value, written) => {
  expect(anyValue(value)).toEqual(written);
});
