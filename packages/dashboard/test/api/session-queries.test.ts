import { expect, it } from "vitest";
import { sessionSort, sessionSummaryQuery } from "../../src/api/session-queries.ts";
import { parseViewState } from "../../src/url-state/view-state.ts";

it("an order or a dimension that there is not falls back to the usual one", () => {
  const usual = { column: "startedAt", descending: true };
  expect(sessionSort(parseViewState(""))).toEqual(usual);
  expect(sessionSort(parseViewState("?sessions=toString"))).toEqual(usual);
  expect(sessionSort(parseViewState("?sessions=clicks:asc"))).toEqual({
    column: "clicks",
    descending: false,
  });
  const by = (search: string): unknown =>
    sessionSummaryQuery(parseViewState(search)).queryKey.at(-1);
  expect(by("?by=device")).toBe("device");
  expect(by("?by=constructor")).toBe("source");
});
