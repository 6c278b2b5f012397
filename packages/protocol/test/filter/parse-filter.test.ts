import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type FilterTerm, formatFilter, parseFilter } from "../../src/index.ts";
import { terms } from "./arbitraries.ts";

function term(field: string, operator: string, value: string | number, negated = false): object {
  return { field, operator, value, negated };
}

describe("parseFilter", () => {
  it.each<[string, object[]]>([
    ["", []],
    ["  ", []],
    ["status:5xx", [term("status", "class", 5)]],
    ["status:404", [term("status", "=", 404)]],
    ["status:>=400", [term("status", ">=", 400)]],
    ["method:post", [term("method", "=", "POST")]],
    ["route:/users/:id", [term("route", "=", "/users/:id")]],
    ["-route:/health", [term("route", "=", "/health", true)]],
    ["dur:>500ms", [term("duration", ">", 500)]],
    ["duration:<=1.5s", [term("duration", "<=", 1_500)]],
    ["dur:<2", [term("duration", "<", 2)]],
    ["env:prod service:orders", [term("environment", "=", "prod"), term("service", "=", "orders")]],
    ["ip:10.0.0.0", [term("address", "=", "10.0.0.0")]],
    ["ENV:prod", [term("environment", "=", "prod")]],
    ['"free text"', [term("text", "contains", "free text")]],
    ['-"free text"', [term("text", "contains", "free text", true)]],
    ["word", [term("text", "contains", "word")]],
    ['consumer:"Acme, Inc: \\"x\\" \\\\"', [term("consumer", "=", 'Acme, Inc: "x" \\')]],
    ['route:""', [term("route", "=", "")]],
    ["http://example.com", [term("text", "contains", "http://example.com")]],
    ["outcome:client_abort", [term("outcome", "=", "client_abort")]],
  ])("reads %s", (text, filter) => {
    expect(parseFilter(text)).toEqual({ filter, errors: [] });
  });

  it.each([
    ["status:5xx colour:red", 11, "Unknown field"],
    ["constructor:x", 0, "Unknown field"],
    ["text:x", 0, "Unknown field"],
    ["status:999", 0, "A status is"],
    ["status:", 0, "A status is"],
    ["dur:fast", 0, "A duration is"],
    ["dur:>9999999999m", 0, "A duration is"],
    ["outcome:lost", 0, "An outcome is"],
    ['env:prod "open', 9, "A quote is opened"],
    ["-", 0, "Expected"],
    ['""', 0, "Expected"],
  ])("tells what is wrong with %s", (text, position, message) => {
    const { errors } = parseFilter(text);
    expect(errors).toEqual([{ position, message: expect.stringContaining(message) }]);
  });

  it("keeps the terms that it understands beside one that it does not", () => {
    const { filter, errors } = parseFilter("status:5xx colour:red method:GET");
    expect(filter.map(({ field }) => field)).toEqual(["status", "method"]);
    expect(errors).toHaveLength(1);
  });

  it("reads back whatever formatFilter writes", () => {
    fc.assert(
      fc.property(fc.array(terms, { maxLength: 10 }), (filter: FilterTerm[]) => {
        expect(parseFilter(formatFilter(filter))).toEqual({ filter, errors: [] });
      }),
      { numRuns: 2_000 },
    );
  });

  it("gives an answer for any text", () => {
    const pieces = fc.constantFrom(
      "-",
      '"',
      "\\",
      ":",
      " ",
      "status",
      "dur",
      ">",
      "5xx",
      "ms",
      "//",
      "é",
    );
    const text = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.array(pieces).map((parts) => parts.join("")),
      fc
        .tuple(fc.integer({ min: 0, max: 999_999_999_999 }), fc.constantFrom("", "ms", "h"))
        .map(([n, unit]) => `dur:${n}${unit}`),
    );
    fc.assert(
      fc.property(text, (any) => {
        const { filter } = parseFilter(any);
        expect(parseFilter(formatFilter(filter)).filter).toEqual(filter);
      }),
      { numRuns: 2_000 },
    );
  });

  it.each(["a ".repeat(100), "a".repeat(5_000)])(
    "bounds its length and number of terms",
    (text) => {
      const { filter, errors } = parseFilter(text);
      expect(filter.length).toBeLessThanOrEqual(64);
      expect(errors).toEqual([
        expect.objectContaining({ message: expect.stringContaining("at most") }),
      ]);
    },
  );
});
