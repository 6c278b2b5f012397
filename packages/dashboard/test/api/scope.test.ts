import { expect, it } from "vitest";
import { scopeOf } from "../../src/api/scope.ts";
import { parseViewState } from "../../src/url-state/view-state.ts";

it("asks for service, environment and filter in one line", () => {
  const view = parseViewState("?service=orders+api&env=production&q=status:5xx");
  expect(scopeOf(view).query).toBe('service:"orders api" environment:production status:5xx');
});

it("asks for everything when nothing is chosen", () => {
  expect(scopeOf(parseViewState("")).query).toBe("");
});
