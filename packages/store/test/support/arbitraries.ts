import type { Filter, FilterTerm, RequestRecord } from "@peekjs/protocol";
import * as fc from "fast-check";
import { requestRecord } from "./batch.ts";

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const MIDNIGHT = Date.UTC(2026, 10, 22);

const texts = (...values: (string | undefined)[]) => fc.constantFrom(...values);
const VALUES = {
  method: texts("GET", "POST"),
  route: texts("/users/:id", "/users", undefined),
  path: texts("/users/7", "/USERS", "/o'hara%", undefined),
  status: fc.constantFrom(200, 204, 304, 404, 429, 500, 503, undefined),
  outcome: texts("completed", "client_abort", "server_abort", undefined),
  consumer: texts("ada", "bob", undefined),
  consumerName: texts("Acme", undefined),
  consumerGroup: texts("gold", undefined),
  errorType: texts("TypeError", undefined),
  errorMessage: texts("no USERS", undefined),
  traceId: texts("00112233445566778899aabbccddeeff", undefined),
  clientAddress: texts("192.0.2.0", "2001:db8::", undefined),
  durationMs: fc.oneof(fc.constant(0), fc.double({ min: 0.001, max: 60_000, noNaN: true })),
  responseBytes: fc.option(fc.nat(100_000), { nil: undefined }),
};

/** Around midnight, so that two files answer, and some of it on the borders of minutes and hours. */
export const requests: fc.Arbitrary<RequestRecord> = fc
  .record({
    ...VALUES,
    timestamp: fc.oneof(
      fc.integer({ min: MIDNIGHT - 2 * HOUR, max: MIDNIGHT + 2 * HOUR }),
      fc.constantFrom(-HOUR, -MINUTE, -1, 0, MINUTE, HOUR).map((offset) => MIDNIGHT + offset),
    ),
  })
  .map((fields) => requestRecord(fields as RequestRecord));

const term = fc
  .oneof(
    fc.record({
      field: fc.constantFrom("method", "route", "path", "consumer", "group", "error", "address"),
      operator: fc.constantFrom("=", "contains"),
      value: fc.constantFrom(
        "GET",
        "/users",
        "users",
        "'hara%",
        "ada",
        "gold",
        "TypeError",
        "no USERS",
        "192",
        "",
      ),
    }),
    fc.record({
      field: fc.constantFrom("service", "environment"),
      operator: fc.constant("="),
      value: fc.constantFrom("orders", "billing", "production", ""),
    }),
    fc.record({
      field: fc.constant("status"),
      operator: fc.constantFrom("=", ">", ">=", "<", "<="),
      value: fc.constantFrom(200, 304, 404, 500),
    }),
    fc.record({
      field: fc.constant("status"),
      operator: fc.constant("class"),
      value: fc.constantFrom(2, 4, 5),
    }),
    fc.record({
      field: fc.constant("duration"),
      operator: fc.constantFrom(">", ">=", "<", "<="),
      value: fc.constantFrom(0, 1, 500.5),
    }),
    fc.record({
      field: fc.constant("outcome"),
      operator: fc.constant("="),
      value: fc.constantFrom("completed", "client_abort", "server_abort"),
    }),
    fc.record({
      field: fc.constant("text"),
      operator: fc.constant("contains"),
      value: fc.constantFrom("Users", "TYPE", "ada", "acme", "x"),
    }),
    fc.record({
      field: fc.constant("trace"),
      operator: fc.constant("="),
      value: fc.constantFrom("00112233445566778899AABBCCDDEEFF", "0011"),
    }),
  )
  .chain((fields) => fc.boolean().map((negated): FilterTerm => ({ ...fields, negated })));

export const filters: fc.Arbitrary<Filter> = fc.array(term, { maxLength: 3 });

/** Some begin and end inside a minute or an hour. */
export const ranges: fc.Arbitrary<{ from: number; to: number }> = fc
  .tuple(
    fc.constantFrom(0, -HOUR, -HOUR - 1, -2 * HOUR, 12_345),
    fc.constantFrom(HOUR, HOUR + 1, 2 * HOUR, 90 * MINUTE),
  )
  .map(([from, to]) => ({ from: MIDNIGHT + from, to: MIDNIGHT + to }));
