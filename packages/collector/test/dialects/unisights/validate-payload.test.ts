import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { validatePayload } from "../../../src/index.ts";

const vectors = JSON.parse(readFileSync(new URL("vectors.json", import.meta.url), "utf8")) as {
  plain: { data: unknown };
};

const RIGHT = {
  asset_id: "site-1",
  session_id: "3f2b8c1e-7a4d-4f6a-9e2b-1c5d8a7f0b3e",
  page_url: "/cart",
  scroll_depth: 100,
  events: [{ type: "web_vital", data: { rating: "good" } }],
};

const event = (type: string, data: unknown) => ({ ...RIGHT, events: [{ type, data }] });

it("finds nothing wrong with what is right", () => {
  expect(validatePayload(RIGHT)).toEqual([]);
});

it("finds in what a browser really sent just what its own validator refuses", () => {
  expect(validatePayload(vectors.plain.data).map(({ pointer }) => pointer)).toEqual([
    "/scroll_depth",
    "/events/4/data/source",
  ]);
});

it.each([
  [{ ...RIGHT, session_id: "7" }, "/session_id"],
  [{ ...RIGHT, page_url: "about:blank" }, "/page_url"],
  [{ ...RIGHT, entry_page: null }, "/entry_page"],
  [{ ...RIGHT, device_info: { screen_width: 1_279.5 } }, "/device_info/screen_width"],
  [{ ...RIGHT, events: {} }, "/events"],
  [{ ...RIGHT, events: [7] }, "/events/0"],
  [event("scrolled", {}), "/events/0/type"],
  [event("click", undefined), "/events/0/data"],
  [event("page_view", { title: null }), "/events/0/data/title"],
  [event("web_vital", { rating: "odd" }), "/events/0/data/rating"],
  [7, ""],
])("finds what is wrong with %j at %s", (data, pointer) => {
  expect(validatePayload(data).map((problem) => problem.pointer)).toEqual([pointer]);
});

it("applies the rules that are asked for", () => {
  const wrong = { session_id: "7" };
  const pointers = (rules: object) => validatePayload(wrong, rules).map((one) => one.pointer);
  expect(pointers({ schema: false })).toEqual(["/asset_id", "/page_url", "/events"]);
  expect(pointers({ requiredFields: false })).toEqual(["/session_id"]);
});
