import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { createKeyRegistry, foreignKeyId, hashKey } from "../../../src/index.ts";
import { startCollector, type TestCollector } from "../../support/collector.ts";
import { emptyStore } from "../../support/store.ts";

const vectors = JSON.parse(
  readFileSync(new URL("vectors.json", import.meta.url), "utf8"),
) as Record<string, Record<string, unknown>>;

const ALL = { from: 0, to: Date.now() * 2, limit: 100 };

async function start(): Promise<TestCollector> {
  return startCollector({ store: await emptyStore() });
}

async function sendAlone(body: unknown) {
  const collector = await start();
  const response = await collector.post("/v1/unisights", body, { "content-type": "text/plain" });
  expect(response.status).toBe(200);
  return (await collector.store.productEvents(ALL)).events.toReversed();
}

const data = vectors["plain"]!["data"] as Record<string, unknown>;

describe("POST /v1/unisights", () => {
  it.each(["plain", "encrypted_ua_empty", "encrypted_ua_ab12"])(
    "reads a %s payload",
    async (name) => {
      const events = await sendAlone(vectors[name]);
      const times = events.map(({ timestamp }) => timestamp);
      const start = 1_767_323_045_678;
      expect(times).toEqual([start, start + 1, start + 2, start + 3, start + 4]);
      expect(events).toMatchObject([
        {
          type: "page",
          name: "P ✓ 日本",
          properties: { url: "https://x.test/p" },
          anonymousId: "3f2b8c1e-7a4d-4f6a-9e2b-1c5d8a7f0b3e",
          context: {
            page: { url: "https://x.test/p?utm_source=g", referrer: "direct" },
            campaign: { source: "g" },
            session: { entryPage: "https://x.test/", scrollDepth: 100, timeOnPage: 3.25 },
            screen: { width: 1_280, height: 720 },
            device: { type: "Desktop" },
          },
        },
        { type: "track", event: "click", properties: { x: 1.5, y: 2 } },
        { type: "track", event: "rage_click", properties: { x: 1 } },
        { type: "track", event: "web_vital", properties: { name: "LCP", value: 1_234.5 } },
        { type: "track", event: "error", properties: { message: "boom", source: null } },
      ]);
    },
  );

  it("takes the other form of an encrypted payload", async () => {
    const { data: ciphertext, ...envelope } = vectors["encrypted_ua_ab12"]!;
    const body = { encrypted: true, envelope: { ...envelope, ciphertext } };
    expect(await sendAlone(body)).toHaveLength(5);
  });

  it.each([
    ["a changed ciphertext", { tag: Buffer.alloc(32).toString("base64") }],
    ["another site", { site_id: "site-2" }],
    ["no base64", { data: "*" }],
    ["a bucket that is none", { bucket: -1 }],
  ])("refuses %s", async (_, change) => {
    const { post } = await start();
    const response = await post("/v1/unisights", { ...vectors["encrypted_ua_empty"], ...change });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ code: "PEEK_E_ENVELOPE" });
  });

  it("corrects what browsers send and its own validator refuses", async () => {
    const events = await sendAlone({
      data: {
        ...data,
        session_id: 7,
        page_url: "about:blank",
        entry_page: null,
        scroll_depth: "250",
        time_on_page: -3,
        device_info: { screen_width: 1_279.5, screen_height: null },
        events: [
          { type: "page_view", data: { title: null } },
          { type: "web_vital", data: { name: "LCP", rating: "odd" } },
          { type: "scrolled", data: {} },
          { type: "custom", data: { name: "note", data: "no json" } },
          { data: {} },
          null,
        ],
      },
    });
    expect(events).toHaveLength(4);
    expect(events.map(({ type, event }) => event ?? type).sort()).toEqual([
      "note",
      "page",
      "scrolled",
      "web_vital",
    ]);
    expect(events[0]).toMatchObject({
      anonymousId: "7",
      context: { session: { scrollDepth: 100, timeOnPage: 0 }, screen: { width: 1_279.5 } },
    });
  });

  it("keeps how far a page was read when nothing else happened", async () => {
    const events = await sendAlone({ data: { ...data, events: [] } });
    expect(events).toMatchObject([
      { event: "session", context: { session: { timeOnPage: 3.25 } } },
    ]);
  });

  it.each([{}, { data: {} }, { data: { asset_id: "site-1", events: [] } }])(
    "keeps nothing of %j, which says nothing, and tells so",
    async (body) => {
      const { get, post, store } = await start();
      expect((await post("/v1/unisights", body)).status).toBe(200);
      expect((await store.productEvents(ALL)).events).toEqual([]);
      const status = await (await get("/peek/v1/status")).json();
      expect(status).toMatchObject({ refused: [{ code: "PEEK_E_REQUIRED", count: 1 }] });
    },
  );

  it.each([{ session_id: "s1" }, { page_url: "https://x.test/", time_on_page: 3 }])(
    "keeps a session event of %j",
    async (known) => {
      expect(await sendAlone({ data: known })).toMatchObject([{ event: "session" }]);
    },
  );

  it.each([
    ["5", { data: 5 }],
    ["false", { data: false }],
    ['"text"', { data: "text" }],
    ["[1,[2]]", { data: [1, [2]] }],
    ["no json", { data: "no json" }],
    ["null", {}],
    ['""', {}],
  ])("keeps what an event was logged with, which came as %s", async (text, properties) => {
    const custom = { type: "custom", data: { name: "rated", data: text } };
    const [event] = await sendAlone({ data: { ...data, events: [custom] } });
    expect(event!.properties).toEqual(properties);
  });

  it.each([
    ['{"a":', "}"],
    ["[", "]"],
  ])("keeps what nests too deeply, in %s, as text", async (open, close) => {
    const deep = `${open.repeat(300)}1${close.repeat(300)}`;
    const custom = { type: "custom", data: { name: "deep", data: deep } };
    const events = await sendAlone({ data: { ...data, events: [custom] } });
    expect(events).toMatchObject([{ properties: { data: deep } }]);
  });

  it("takes a campaign's parameters for what they are, whatever their names", async () => {
    const utm_params = {
      utm_campaign: "c",
      utm_constructor: "x",
      utm___proto__: "y",
      utmTerm: "t",
    };
    const [event] = await sendAlone({ data: { session_id: "s1", utm_params } });
    expect(event!.context!["campaign"]).toEqual({ name: "c", constructor: "x", term: "t" });
  });

  it("knows its site's id as its key", async () => {
    const digest = await hashKey("site-1");
    const { post, store } = await startCollector({
      store: await emptyStore(),
      mode: "production",
      keys: createKeyRegistry([{ id: foreignKeyId(digest), kind: "w", digest, service: "blog" }]),
    });
    expect((await post("/v1/unisights", vectors["encrypted_ua_empty"])).status).toBe(200);
    const foreign = { ...vectors["plain"], data: { ...data, asset_id: "site-2" } };
    expect((await post("/v1/unisights", foreign)).status).toBe(401);
    const forged = { ...vectors["encrypted_ua_empty"], site_id: "site-2", tag: "" };
    const beforeDecrypting = await post("/v1/unisights", forged);
    expect(beforeDecrypting.status).toBe(401);
    const { events } = await store.productEvents(ALL);
    expect(new Set(events.map(({ service }) => service))).toEqual(new Set(["blog"]));
    expect(events).toHaveLength(5);
  });
});
