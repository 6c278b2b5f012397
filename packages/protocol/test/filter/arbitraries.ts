import fc from "fast-check";
import { FILTER_FIELDS, type FilterTerm, OUTCOMES } from "../../src/index.ts";

const texts = fc.oneof(fc.string(), fc.stringMatching(/^[-:"\\/ a>]*$/));
const comparisons = fc.constantFrom("=", ">", ">=", "<", "<=");
const negated = fc.boolean();

const TEXT_FIELDS = FILTER_FIELDS.filter(
  (field) => !["status", "duration", "outcome", "text", "method", "trace"].includes(field),
);

/** Every term that the grammar can say. */
export const terms = fc.oneof(
  fc.record({
    field: fc.constantFrom(...TEXT_FIELDS),
    operator: fc.constant("="),
    value: texts,
    negated,
  }),
  fc.record({
    field: fc.constant("method"),
    operator: fc.constant("="),
    value: texts.map((text) => text.toUpperCase()),
    negated,
  }),
  fc.record({
    field: fc.constant("text"),
    operator: fc.constant("contains"),
    value: texts.filter((text) => text !== ""),
    negated,
  }),
  fc.record({
    field: fc.constant("outcome"),
    operator: fc.constant("="),
    value: fc.constantFrom(...OUTCOMES),
    negated,
  }),
  fc.record({
    field: fc.constant("status"),
    operator: comparisons,
    value: fc.integer({ min: 100, max: 599 }),
    negated,
  }),
  fc.record({
    field: fc.constant("status"),
    operator: fc.constant("class"),
    value: fc.integer({ min: 1, max: 5 }),
    negated,
  }),
  fc.record({
    field: fc.constant("duration"),
    operator: comparisons,
    value: fc.nat(10_000_000).map((thousandths) => thousandths / 1_000),
    negated,
  }),
) as fc.Arbitrary<FilterTerm>;
