import { expect, it } from "vitest";
import { sortRows } from "../../src/components/sort-rows.ts";

const rows = [{ p95: 4 }, { p95: null }, { p95: 9 }, { p95: 1 }];
const sorted = (descending: boolean): (number | null)[] =>
  sortRows(rows, (row) => row.p95, { column: "p95", descending }).map((row) => row.p95);

it("keeps rows without a value last in either direction", () => {
  expect(sorted(true)).toEqual([9, 4, 1, null]);
  expect(sorted(false)).toEqual([1, 4, 9, null]);
});

it("sorts texts with the numbers in them by size", () => {
  const routes = ["/v10/users", "/v2/users"];
  const order = { column: "route", descending: false };
  expect(sortRows(routes, (route) => route, order)).toEqual(["/v2/users", "/v10/users"]);
});
