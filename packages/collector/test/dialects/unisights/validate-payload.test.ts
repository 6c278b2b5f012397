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
  entry_page: "/",
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
  { ...RIGHT, events: undefined },
  { ...RIGHT, session_id: "{3F2B8C1E7A4D4F6A9E2B1C5D8A7F0B3E}" },
  { ...RIGHT, exit_page: null, scroll_depth: null, time_on_page: null, utm_params: null },
  { ...RIGHT, utm_params: { utmSource: "newsletter", utmTerm: null, utm_source: 7 } },
  { ...RIGHT, time_on_page: 12.25, device_info: { screen_width: -1, os: "" } },
  event("page_view", {}),
  event("click", undefined),
  event("web_vital", { name: "FPS" }),
])("finds nothing wrong with %j, which its own validator takes", (data) => {
  expect(validatePayload(data)).toEqual([]);
});

it.each([
  [{ ...RIGHT, asset_id: "" }, "/asset_id"],
  [{ ...RIGHT, entry_page: undefined }, "/entry_page"],
  [{ ...RIGHT, exit_page: "about:blank" }, "/exit_page"],
  [{ ...RIGHT, scroll_depth: "50" }, "/scroll_depth"],
  [{ ...RIGHT, time_on_page: -1 }, "/time_on_page"],
  [{ ...RIGHT, utm_params: "x" }, "/utm_params"],
  [{ ...RIGHT, utm_params: { utmSource: 7 } }, "/utm_params/utmSource"],
  [{ ...RIGHT, device_info: { os: null } }, "/device_info/os"],
  [{ ...RIGHT, events: null }, "/events"],
  [event("page_view", { location: 7 }), "/events/0/data/location"],
  [event("click", { x: "1" }), "/events/0/data/x"],
  [event("click", null), "/events/0/data"],
  [event("custom", { data: {} }), "/events/0/data/data"],
  [{ ...RIGHT, session_id: "7" }, "/session_id"],
  [{ ...RIGHT, page_url: "about:blank" }, "/page_url"],
  [{ ...RIGHT, entry_page: null }, "/entry_page"],
  [{ ...RIGHT, device_info: { screen_width: 1_279.5 } }, "/device_info/screen_width"],
  [{ ...RIGHT, events: {} }, "/events"],
  [{ ...RIGHT, events: [7] }, "/events/0"],
  [event("scrolled", {}), "/events/0/type"],
  [event("page_view", { title: null }), "/events/0/data/title"],
  [event("web_vital", { rating: "odd" }), "/events/0/data/rating"],
  [7, ""],
])("finds what is wrong with %j at %s", (data, pointer) => {
  expect(validatePayload(data).map((problem) => problem.pointer)).toEqual([pointer]);
});

it("applies the rules that are asked for", () => {
  const wrong = { session_id: "7" };
  const pointers = (rules: object) => validatePayload(wrong, rules).map((one) => one.pointer);
  expect(pointers({ schema: false })).toEqual(["/asset_id", "/page_url", "/entry_page"]);
  expect(pointers({ requiredFields: false })).toEqual(["/session_id"]);
});
