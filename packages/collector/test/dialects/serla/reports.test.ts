import { describe, expect, it } from "vitest";
import { createKeyRegistry } from "../../../src/index.ts";
import { startCollector } from "../../support/collector.ts";
import { emptyStore } from "../../support/store.ts";

const ALL = { from: 0, to: Date.now() * 2, limit: 100 };
const TIME = "2026-01-02T03:04:05.678Z";

async function start() {
  const collector = await startCollector({ store: await emptyStore() });
  const stored = async () => (await collector.store.productEvents(ALL)).events;
  return { ...collector, stored };
}

describe("POST /api/v1/errors", () => {
  it("keeps what captureException tells as an event", async () => {
    const { post, stored } = await start();
    const response = await post("/api/v1/errors", {
      message: "boom",
      type: "TypeError",
      stack: "TypeError: boom\n    at pay (cart.js:1:2)",
      url: "https://shop.example/cart",
      distinctId: "u1",
      metadata: { order: 7 },
      timestamp: TIME,
    });
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ success: true });
    expect(await stored()).toMatchObject([
      {
        type: "track",
        event: "$error",
        userId: "u1",
        timestamp: Date.parse(TIME),
        properties: { message: "boom", type: "TypeError", metadata: { order: 7 } },
        context: { page: { url: "https://shop.example/cart" } },
      },
    ]);
  });

  it("needs nobody, and a message", async () => {
    const { post, stored } = await start();
    expect((await post("/api/v1/errors", { message: "boom" })).status).toBe(200);
    expect((await stored())[0]!.anonymousId).toMatch(/^[0-9a-f]{32}$/);
    expect((await post("/api/v1/errors", { stack: "…" })).status).toBe(400);
  });
});

it("POST /api/v1/llm keeps what trackLLM tells as an event", async () => {
  const { post, stored } = await start();
  const generation = { model: "m-1", provider: "p", inputTokens: 3, output: ["hi"], latencyMs: 4 };
  const sent = { ...generation, distinctId: "u1", timestamp: TIME };
  expect((await post("/api/v1/llm", sent)).status).toBe(200);
  expect(await stored()).toMatchObject([
    { event: "$llm_generation", userId: "u1", properties: generation },
  ]);
});

it("GET /api/v1/flags has no flags for anybody", async () => {
  const { get } = await start();
  const response = await get("/api/v1/flags?distinct_id=u1");
  expect(await response.json()).toEqual({ flags: {} });
  const production = await startCollector({ mode: "production", keys: createKeyRegistry([]) });
  expect((await production.get("/api/v1/flags")).status).toBe(401);
});

it("POST /api/v1/recordings tells a page that it is refused for good", async () => {
  const production = await startCollector({ mode: "production", keys: createKeyRegistry([]) });
  const origin = "https://shop.example";
  const response = await production.post("/api/v1/recordings", { events: [] }, { origin });
  expect(response.status).toBe(404);
  expect(response.headers.get("access-control-allow-origin")).toBe(origin);
});

describe("what Serla's browser client tells by events", () => {
  it("are pages and groups where it means these", async () => {
    const { post, stored } = await start();
    const common = { sessionId: "0123456789abcdef0123456789abcdef", distinctId: "u1" };
    const properties = { $groupType: "team", $groupId: "t1", $groupProperties: { plan: "pro" } };
    await post("/api/v1/events/batch", {
      events: [
        { ...common, name: "$pageview", pageTitle: "Cart", pageUrl: "https://shop.example/cart" },
        { ...common, name: "$group_identify", properties },
        { ...common, name: "$group_identify", properties: { $groupType: "team" } },
      ],
    });
    const kept = await stored();
    for (const call of [
      { type: "page", name: "Cart", userId: "u1" },
      { type: "group", groupId: "t1", traits: { type: "team", plan: "pro" }, userId: "u1" },
      { type: "track", event: "$group_identify" },
    ]) {
      expect(kept).toContainEqual(expect.objectContaining(call));
    }
  });
});
