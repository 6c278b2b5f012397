import { expect, it } from "vitest";
import { nearest } from "../src/nearest.ts";

const NAMES = ["events", "endpoint", "testEventCode", "timeout", "url"];

it.each([
  ["testEventCodes", "testEventCode"],
  ["test_event_code", "testEventCode"],
  ["TESTEVENTCODE", "testEventCode"],
  ["event", "events"],
  ["timeuot", "timeout"],
  ["uri", "url"],
])("takes %s for %s", (given, meant) => {
  expect(nearest(given, NAMES)).toBe(meant);
});

it.each(["id", "colour", "", "key", "testMode"])("takes %j for none", (given) => {
  expect(nearest(given, NAMES)).toBeUndefined();
});

it("finds none among none", () => {
  expect(nearest("url", [])).toBeUndefined();
});
