import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatViewState, parseViewState } from "../../src/url-state/view-state.ts";
import type { ViewState } from "../../src/url-state/view-state.ts";

const DEFAULTS: ViewState = {
  service: undefined,
  environment: undefined,
  range: { from: "-1h", to: "now" },
  query: "",
  live: true,
  sort: undefined,
  event: undefined,
  user: undefined,
  by: undefined,
  sessions: undefined,
  session: undefined,
};

const name = fc.string({ minLength: 1, maxLength: 30 });
const range = fc.oneof(
  fc.constantFrom("-5m", "-15m", "-1h", "-7d").map((from) => ({ from, to: "now" })),
  fc
    .tuple(fc.integer({ min: 1e12, max: 2e12 }), fc.integer({ min: 1, max: 1e9 }))
    .map(([from, length]) => ({ from: String(from), to: String(from + length) })),
);
const sort = fc.option(
  fc.record({ column: fc.stringMatching(/^[A-Za-z0-9_]{1,12}$/), descending: fc.boolean() }),
  { nil: undefined },
);
const views: fc.Arbitrary<ViewState> = fc.record({
  service: fc.option(name, { nil: undefined }),
  environment: fc.option(name, { nil: undefined }),
  range,
  query: fc.string().map((text) => text.trim()),
  live: fc.boolean(),
  sort,
  event: fc.option(name, { nil: undefined }),
  user: fc.option(name, { nil: undefined }),
  by: fc.option(name, { nil: undefined }),
  sessions: sort,
  session: fc.option(name, { nil: undefined }),
});

describe("view state in the URL", () => {
  it("leaves the URL empty at the defaults", () => {
    expect(formatViewState(DEFAULTS)).toBe("");
    expect(parseViewState("")).toEqual(DEFAULTS);
  });

  it("comes back as it was written", () => {
    fc.assert(
      fc.property(views, (view) => {
        expect(parseViewState(formatViewState(view))).toEqual(view);
      }),
    );
  });

  it("never throws on a hand-written URL, and answers with a range that can be read", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (from, to) => {
        const search = new URLSearchParams({ from, to, sort: from, live: to }).toString();
        expect(parseViewState(search).range.from).not.toBe("");
      }),
    );
    expect(parseViewState("?from=now&to=-1h").range).toEqual(DEFAULTS.range);
  });
});
