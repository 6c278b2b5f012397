import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startFaultyEndpoint, type FaultyEndpoint } from "@peekjs/testing";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createPeek, type Peek, type PeekError, type PeekOptions } from "../../src/index.node.ts";

let endpoint: FaultyEndpoint;
let folder: string;
let client: Peek;
let errors: PeekError[];

function create(options: PeekOptions = {}): Peek {
  client = createPeek({
    endpoint: endpoint.url,
    storagePath: folder,
    flushInterval: 60_000,
    maxRetries: 0,
    onError: (error) => errors.push(error),
    ...options,
  });
  return client;
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "peek-product-"));
  endpoint = await startFaultyEndpoint();
  errors = [];
});
afterEach(async () => {
  await client.shutdown({ timeout: 10 });
  await endpoint.close();
  rmSync(folder, { recursive: true, force: true });
});

describe("product calls", () => {
  it("arrive in order, beside requests, each counted", async () => {
    create();
    client.track({ event: "Order Completed", userId: "u1", properties: { total: 42 } });
    client.recordRequest({ method: "GET", durationMs: 1 });
    client.identify({ userId: "u1", traits: { plan: "pro" } });
    client.page({ name: "Pricing", anonymousId: "a1" });
    client.screen({ name: "Home", anonymousId: "a1" });
    client.group({ userId: "u1", groupId: "acme" });
    client.alias({ userId: "u1", previousId: "a1", properties: { from: "web" } });
    expect(client.pendingCount).toBe(7);
    expect(await client.flush()).toMatchObject({ delivered: 7, pending: 0 });
    expect(endpoint.events.map(({ type }) => type)).toEqual([
      "track",
      "identify",
      "page",
      "screen",
      "group",
      "alias",
    ]);
    expect(client.stats()).toMatchObject({ accepted: 7, delivered: 7, dropped: {} });
  });

  it("send what an object was when the call was made", async () => {
    create();
    const properties = { step: 1 };
    client.track({ event: "Step", userId: "u1", properties });
    properties.step = 2;
    await client.flush();
    expect(endpoint.events[0]).toMatchObject({ properties: { step: 1 } });
  });

  it("leave out an event without its fields, name the field and count it", async () => {
    create().track({ userId: "u1" } as never);
    expect(errors).toMatchObject([
      { code: "PEEK_E_EVENT", message: expect.stringContaining("event") },
    ]);
    expect(client.stats()).toMatchObject({ accepted: 1, dropped: { invalid: 1 } });
  });

  it("count as dropped what finds no room, since nothing could stand for it", async () => {
    await endpoint.refuse();
    create({ maxStorageBytes: 0, batchSize: 10, maxBufferSize: 10 });
    for (let i = 0; i < 25; i++) client.track({ event: "E", userId: `u${i}` });
    expect(client.stats()).toMatchObject({
      accepted: 25,
      pending: 10,
      dropped: { buffer_full: 15 },
    });
  });

  it("take a request in PeekAPI's manner, and say once how to migrate", async () => {
    create();
    const request = {
      method: "GET",
      path: "/users/7",
      status_code: 200,
      response_time_ms: 12,
      request_size: 0,
      response_size: 34,
      consumer_id: "c1",
      timestamp: new Date().toISOString(),
    };
    client.track(request as never);
    client.track(request as never);
    await client.flush();
    expect(endpoint.requests).toMatchObject(
      Array.from({ length: 2 }, () => ({ path: "/users/7", status: 200, durationMs: 12 })),
    );
    expect(errors.map(({ code }) => code)).toEqual(["PEEK_W_TRACK_REQUEST"]);
  });

  it("identifyNow says whether the collector has it", async () => {
    create();
    expect(await client.identifyNow({ userId: "u1", traits: {} })).toEqual({ delivered: true });
    await endpoint.refuse();
    expect(await client.identifyNow({ userId: "u2" }, { timeout: 2_000 })).toEqual({
      delivered: false,
    });
    expect(await client.identifyNow({})).toEqual({ delivered: false });
    await endpoint.accept();
    const large = { userId: "u3", integrations: { blob: "x".repeat(16_000) } };
    await client.shutdown();
    create({ maxEventBytes: 4_096 });
    expect(await client.identifyNow(large)).toEqual({ delivered: false });
    await client.shutdown();
    expect(await client.identifyNow({ userId: "u4" })).toEqual({ delivered: false });
  });
});
