import { expect, it } from "vitest";
import { createKeyRegistry, foreignKeyId, hashKey } from "../../../src/index.ts";
import { startCollector } from "../../support/collector.ts";

const PAGE = { origin: "https://shop.example" };

async function start() {
  const digest = await hashKey("phc_1");
  const keys = createKeyRegistry([{ id: foreignKeyId(digest), kind: "w", digest }]);
  return startCollector({ mode: "production", keys });
}

it.each(["/flags/?v=2", "/flags", "/decide/?v=3"])("%s has no flags for anybody", async (path) => {
  const { post } = await start();
  const response = await post(path, { token: "phc_1", distinct_id: "u1" }, PAGE);
  expect(response.status).toBe(200);
  expect(response.headers.get("access-control-allow-origin")).toBe(PAGE.origin);
  expect(await response.json()).toMatchObject({
    flags: {},
    featureFlags: {},
    errorsWhileComputingFlags: false,
    sessionRecording: false,
  });
  expect((await post(path, { token: "phc_2", distinct_id: "u1" })).status).toBe(401);
});

it("GET /array/:token/config turns off what would need more than events", async () => {
  const { get } = await start();
  const response = await get("/array/phc_1/config?ip=0", PAGE);
  expect(await response.json()).toMatchObject({
    token: "phc_1",
    hasFeatureFlags: false,
    sessionRecording: false,
    surveys: false,
  });
  expect((await get("/array/phc_2/config")).status).toBe(401);
});

it("GET /array/:token/config.js is a script that sets nothing, for pages anywhere", async () => {
  const { get } = await start();
  const response = await get("/array/phc_1/config.js");
  expect(response.headers.get("content-type")).toContain("text/javascript");
  expect(response.headers.get("cross-origin-resource-policy")).toBe("cross-origin");
  expect(await response.text()).toBe("");
});

it.each(["/flags/definitions", "/api/feature_flag/local_evaluation"])(
  "%s has no definitions, whatever personal key is sent along",
  async (path) => {
    const { get } = await start();
    const response = await get(`${path}?token=phc_1&send_cohorts`, {
      authorization: "Bearer phx_personal",
    });
    expect(await response.json()).toEqual({ flags: [], group_type_mapping: {}, cohorts: {} });
  },
);
