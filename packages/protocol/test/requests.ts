import fc from "fast-check";
import {
  CONSUMER_SOURCES,
  OUTCOMES,
  type RequestRecord,
  TEXT_LIMITS,
  truncate,
} from "../src/index.ts";
import { NOW } from "./decode/envelopes.ts";

const text = fc.oneof(
  fc.string(),
  fc.string({ unit: "binary", maxLength: 40 }),
  fc.string({ maxLength: 3_000, size: "max" }),
  fc.constantFrom("\ud800", "__proto__", '"\\\n', "a".repeat(2_047) + "😀"),
);
const milliseconds = fc.oneof(
  fc.nat(10_000),
  fc.double({ min: 0, max: 1e7, noNaN: true }),
  // Above it three decimals are beyond what a double holds, and rounding twice differs from rounding once.
  fc.double({ min: 0, max: 1e12, noNaN: true }),
);
const bytes = fc.maxSafeNat();
const hex = (length: number) => {
  const digit = fc.constantFrom(...Array.from("0123456789abcdef"));
  return fc
    .string({ unit: digit, minLength: length, maxLength: length })
    .filter((id) => !/^0*$/.test(id));
};
const key = fc
  .string({ maxLength: 20 })
  .filter((name) => !["__proto__", "constructor", "prototype"].includes(name));
const scalar = fc.oneof(
  fc.string(),
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }).filter((number) => !Object.is(number, -0)),
  fc.boolean(),
  fc.constant(null),
);

/** Valid requests of every shape, as an app may report them. */
export const requestRecords: fc.Arbitrary<RequestRecord> = fc.record(
  {
    timestamp: fc.oneof(
      fc.integer({ min: NOW - 6 * 86_400_000, max: NOW + 60_000 }),
      fc.double({ min: NOW - 1_000, max: NOW, noNaN: true }),
    ),
    method: fc.oneof(
      fc.constantFrom("GET", "POST"),
      text.filter((method) => method !== ""),
    ),
    durationMs: milliseconds,
    route: text,
    path: text,
    query: text,
    status: fc.integer({ min: 100, max: 599 }),
    outcome: fc.constantFrom(...OUTCOMES),
    ttfbMs: milliseconds,
    handlerMs: milliseconds,
    requestBytes: bytes,
    responseBytes: bytes,
    consumer: text,
    consumerName: text,
    consumerGroup: text,
    consumerSource: fc.constantFrom(...CONSUMER_SOURCES),
    errorType: text,
    errorMessage: text,
    errorStack: text,
    traceId: hex(32),
    spanId: hex(16),
    protocol: fc.constantFrom("1.0", "1.1", "2", "3"),
    userAgent: text,
    clientAddress: text,
    requestBody: text,
    responseBody: text,
    responseHeaders: fc.dictionary(key, fc.string(), { noNullPrototype: true }),
    requestHeaders: fc.dictionary(key, fc.string(), { noNullPrototype: true }),
    metadata: fc.dictionary(key, scalar, { noNullPrototype: true }),
  },
  { requiredKeys: ["timestamp", "method", "durationMs"] },
);

/** A request after it travelled: texts cut, times rounded, empty texts absent. */
export function asKept(record: RequestRecord): RequestRecord {
  const kept: Record<string, unknown> = {};
  for (const [field, value] of Object.entries(record)) {
    if (value === undefined || value === "") continue;
    if (field === "timestamp") kept[field] = Math.round(value as number);
    else if (field.endsWith("Ms")) kept[field] = Math.round((value as number) * 1_000) / 1_000;
    else if (typeof value === "string") kept[field] = truncate(value, TEXT_LIMITS[field as "path"]);
    else kept[field] = value as unknown;
  }
  return kept as unknown as RequestRecord;
}
