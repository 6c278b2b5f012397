import { describe, expect, it } from "vitest";
import { createKeyRegistry, foreignKeyId, hashKey } from "../../../src/index.ts";
import { startCollector } from "../../support/collector.ts";
import { emptyStore } from "../../support/store.ts";

const ALL = { from: 0, to: Date.now() * 2, limit: 100 };
const SESSION = "0123456789abcdef0123456789abcdef";

async function start() {
  const collector = await startCollector({ store: await emptyStore() });
  const stored = async () => (await collector.store.productEvents(ALL)).events;
  return { ...collector, stored };
}

describe("POST /api/v1/events", () => {
  it("keeps one event with where it happened, and answers with its session", async () => {
    const { post, stored } = await start();
    const response = await post("/api/v1/events", {
      name: "clicked",
      distinctId: null,
      sessionId: SESSION,
      pageUrl: "https://shop.example/cart",
      pageTitle: "Cart",
      referrer: null,
      clickX: 10,
      clickY: 20,
      elementSelector: "#buy",
      timestamp: "2026-01-02T03:04:05.678Z",
    });
    expect(response.status).toBe(201);
    expect(await response.json()).toEqual({
      success: true,
      eventId: expect.any(String) as string,
      sessionId: SESSION,
    });
    const [event] = await stored();
    expect(event).toMatchObject({
      event: "clicked",
      anonymousId: SESSION,
      timestamp: Date.parse("2026-01-02T03:04:05.678Z"),
      context: {
        page: { url: "https://shop.example/cart", title: "Cart" },
        click: { x: 10, y: 20, selector: "#buy" },
      },
    });
    expect(event!.userId).toBeUndefined();
  });

  it("gives a new session where the client's is none", async () => {
    const { post, stored } = await start();
    const response = await post("/api/v1/events", { name: "seen", sessionId: "7" });
    const { sessionId } = (await response.json()) as { sessionId: string };
    expect(sessionId).toMatch(/^[0-9a-f]{32}$/);
    expect(await stored()).toMatchObject([{ anonymousId: sessionId }]);
  });

  it("refuses an event without a name", async () => {
    const { post } = await start();
    const response = await post("/api/v1/events", { distinctId: "u1" });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ code: "PEEK_E_REQUIRED" });
  });
});

describe("POST /api/v1/events/batch", () => {
  it("keeps the good events beside bad ones, anonymous ones under one session", async () => {
    const { post, stored } = await start();
    const events = [{ name: "a" }, { distinctId: "u1" }, null, { name: "b" }];
    const response = await post("/api/v1/events/batch", { events });
    expect(response.status).toBe(201);
    expect(await response.json()).toEqual({ success: true, count: 2 });
    expect(new Set((await stored()).map(({ anonymousId }) => anonymousId)).size).toBe(1);
  });

  it("takes a beacon, whose key and idempotency key are in the query", async () => {
    const digest = await hashKey("pk_live_1");
    const { post, store } = await startCollector({
      store: await emptyStore(),
      mode: "production",
      keys: createKeyRegistry([{ id: foreignKeyId(digest), kind: "w", digest }]),
    });
    const path = "/api/v1/events/batch?api_key=pk_live_1&idempotency_key=k1";
    const headers = { "content-type": "text/plain" };
    for (let sent = 0; sent < 2; sent++) {
      const response = await post(path, { events: [{ name: "left", distinctId: "u1" }] }, headers);
      expect(response.status).toBe(201);
    }
    expect((await store.productEvents(ALL)).events).toHaveLength(1);
    expect((await post("/api/v1/events/batch", { events: [] })).status).toBe(401);
  });

  it("refuses what has no events", async () => {
    const { post } = await start();
    expect((await post("/api/v1/events/batch", { events: {} })).status).toBe(400);
  });
});

it("POST /api/v1/identify refuses nobody's properties", async () => {
  const { post } = await start();
  const response = await post("/api/v1/identify", { properties: { plan: "pro" } });
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ code: "PEEK_E_REQUIRED" });
});
