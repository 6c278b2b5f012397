import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  addTerms,
  formatTerm,
  narrowTo,
  removeTerm,
  splitTerms,
} from "../../src/url-state/filter-terms.ts";

describe("splitTerms", () => {
  it("keeps quoted spaces inside their term", () => {
    expect(splitTerms('status:5xx  consumer:"Acme Corp" -"not found"')).toEqual([
      "status:5xx",
      'consumer:"Acme Corp"',
      '-"not found"',
    ]);
  });

  it("gives back what is unfinished instead of losing it", () => {
    expect(splitTerms('status:200 "unclosed text')).toEqual(["status:200", '"unclosed text']);
  });

  it("loses nothing but the space between terms", () => {
    fc.assert(
      fc.property(fc.string(), (query) => {
        expect(splitTerms(query).join("").replaceAll(/\s/g, "")).toBe(query.replaceAll(/\s/g, ""));
      }),
    );
  });
});

describe("formatTerm", () => {
  it.each([
    ["route", "/users/:id", "route:/users/:id"],
    ["status", "5xx", "status:5xx"],
    ["route", "", 'route:""'],
    ["consumer", "Acme Corp", 'consumer:"Acme Corp"'],
    ["consumer", 'say "hi"', String.raw`consumer:"say \"hi\""`],
  ] as const)("writes %s %s", (field, value, expected) => {
    expect(formatTerm(field, value)).toBe(expected);
  });

  it("always makes exactly one term", () => {
    fc.assert(
      fc.property(fc.string(), fc.boolean(), (value, negated) => {
        expect(splitTerms(formatTerm("consumer", value, negated))).toHaveLength(1);
      }),
    );
  });
});

describe("adding and removing terms", () => {
  it("adds a term once", () => {
    expect(addTerms("status:5xx", ["status:5xx", "method:GET"])).toBe("status:5xx method:GET");
  });

  it("replaces a term by its opposite", () => {
    expect(addTerms("consumer:acme", ["-consumer:acme"])).toBe("-consumer:acme");
    expect(addTerms("-consumer:acme", ["consumer:acme"])).toBe("consumer:acme");
  });

  it("removes one term and leaves the others as typed", () => {
    expect(removeTerm('a "b c" d', "a")).toBe('"b c" d');
  });
});

describe("narrowTo", () => {
  it("replaces the value of a field that can only have one", () => {
    expect(narrowTo("status:5xx method:GET", ["status:404"])).toBe("method:GET status:404");
  });

  it("keeps comparisons, exclusions and free text", () => {
    const query = 'dur:>10ms -status:404 "timed out" http://x';
    expect(narrowTo(query, ["status:5xx"])).toBe(`${query} status:5xx`);
  });
});
