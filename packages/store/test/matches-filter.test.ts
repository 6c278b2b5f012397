import { matchesFilter } from "@peekjs/protocol";
import * as fc from "fast-check";
import { expect, it } from "vitest";
import { filters, requests } from "./support/arbitraries.ts";
import { matches } from "./support/matches.ts";

it("the live stream's filter finds what the store's does", () => {
  const isLive = filters.filter((filter) =>
    filter.every(({ field, operator }) => operator !== "contains" || field === "text"),
  );
  fc.assert(
    fc.property(isLive, requests, (filter, fields) => {
      const request = { ...fields, id: "1", service: "orders", environment: "production" };
      const expected = filter.every((term) => matches(request, term));
      expect(matchesFilter(filter, request)).toBe(expected);
    }),
    { numRuns: 500 },
  );
});
