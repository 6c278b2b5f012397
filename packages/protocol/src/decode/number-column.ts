import type { NumberField } from "../request-record.ts";
import { show } from "./json-object.ts";
import type { Rejections } from "./rejections.ts";

interface NumberRule {
  minimum: number;
  maximum: number;
  integer: boolean;
  code: string;
  expected: string;
}

const STATUS: NumberRule = {
  minimum: 100,
  maximum: 599,
  integer: true,
  code: "PEEK_E_STATUS_RANGE",
  expected: "100–599",
};
const TIME: NumberRule = {
  minimum: 0,
  maximum: Number.MAX_SAFE_INTEGER,
  integer: false,
  code: "PEEK_E_NUMBER_RANGE",
  expected: "a number ≥ 0",
};
const BYTES: NumberRule = { ...TIME, integer: true, expected: "a whole number ≥ 0" };

const RULES: Record<NumberField, NumberRule> = {
  status: STATUS,
  durationMs: TIME,
  ttfbMs: TIME,
  handlerMs: TIME,
  requestBytes: BYTES,
  responseBytes: BYTES,
};

/** Reads one numeric column; null and undefined are absent, a bad value rejects its record. */
export function readNumbers(
  field: NumberField,
  source: readonly unknown[],
  rejections: Rejections,
): Float64Array {
  const { minimum, maximum, integer, code, expected } = RULES[field];
  const count = source.length;
  const numbers = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    const value = source[i];
    if (
      typeof value === "number" &&
      value >= minimum &&
      value <= maximum &&
      (!integer || Math.floor(value) === value)
    ) {
      numbers[i] = value;
      continue;
    }
    numbers[i] = Number.NaN;
    if (value !== null && value !== undefined) {
      rejections.add(i, code, `${field} must be ${expected}, got ${show(value)}`);
    }
  }
  return numbers;
}
