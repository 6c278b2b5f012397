import { describe, expect, it } from "vitest";
import { groupsOf } from "../../src/loader/groups-of.ts";
import { trackEvent } from "../support/product-events.ts";

describe("the groups that an event names", () => {
  it.each([
    ["a group call", { type: "group" as const, groupId: "acme" }, ["acme"]],
    ["the context", { context: { groupId: "acme" } }, ["acme"]],
    [
      "a group call that tells the kind",
      { type: "group" as const, groupId: "1", properties: { $group_type: "company" } },
      ["company:1"],
    ],
    [
      "$groups",
      { properties: { $groups: { team: "t_42", company: 7 } } },
      ["team:t_42", "company:7"],
    ],
    [
      "both",
      { context: { groupId: "a" }, properties: { $groups: { team: "b" } } },
      ["a", "team:b"],
    ],
  ])("are those of %s", (_, fields, expected) => {
    expect(groupsOf(trackEvent(fields))).toEqual(expected);
  });

  it.each([
    ["no name", { $groups: { team: "", company: null, list: ["a"], inner: { id: "a" } } }],
    ["a name that is too long", { $groups: { team: "x".repeat(257) } }],
    ["a text", { $groups: "acme" }],
    ["an array", { $groups: ["acme"] }],
    ["nothing", { $groups: null }],
  ])("are none where $groups holds %s", (_, properties) => {
    expect(groupsOf(trackEvent({ properties }))).toEqual([]);
  });

  it("are sixteen at most", () => {
    const $groups = Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`g${i}`, `g${i}`]));
    expect(groupsOf(trackEvent({ properties: { $groups } })).length).toBeLessThanOrEqual(16);
  });
});
