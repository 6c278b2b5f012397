import { randomUUID } from "node:crypto";
import { gzipSync } from "node:zlib";
import type { ReceivedBatch } from "@peekjs/collector";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startBunApp, startDenoApp, startWorker, type RunningApp } from "./support/start-app.ts";

const ORIGIN = "https://shop.example";
const PAYLOAD = {
  data: {
    asset_id: "site-1",
    session_id: "3f2b8c1e-7a4d-4f6a-9e2b-1c5d8a7f0b3e",
    page_url: `${ORIGIN}/`,
    entry_page: `${ORIGIN}/`,
    events: [{ type: "click", data: { x: 1, y: 2, timestamp: 1_790_000_000_000 } }],
  },
};

let app: RunningApp;

function post(path: string, body: object, headers: Record<string, string> = {}): Promise<Response> {
  return send(path, JSON.stringify(body), headers);
}

function postGzipped(path: string, body: object): Promise<Response> {
  return send(path, gzipSync(JSON.stringify(body)), { "content-encoding": "gzip" });
}

function send(
  path: string,
  body: string | Uint8Array<ArrayBuffer>,
  headers: Record<string, string>,
): Promise<Response> {
  return fetch(`${app.url}${path}`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body,
  });
}

function segmentBatch(event = "Signed Up"): { batch: { messageId: string; event: string }[] } {
  const track = { type: "track", event, userId: "u1", messageId: randomUUID() };
  return { batch: [track] };
}

async function received(): Promise<ReceivedBatch[]> {
  return (await (await fetch(`${app.url}/received`)).json()) as ReceivedBatch[];
}

async function receivedMessages(): Promise<(string | undefined)[]> {
  return (await received()).flatMap(({ events }) => events.map(({ messageId }) => messageId));
}

describe.each([
  ["workerd", () => startWorker("endpoint-workerd.ts", {})],
  ["Deno", () => startDenoApp("endpoint-deno.ts", {})],
  ["Bun", () => startBunApp("endpoint-bun.ts", {})],
])("the endpoint in %s", (_, start) => {
  beforeAll(async () => {
    app = await start();
  });
  afterAll(() => app?.stop());

  it("takes the native format, and hands requests on", async () => {
    const path = `/users/${randomUUID()}`;
    const requests = [
      {
        timestamp: Date.now(),
        method: "GET",
        route: "/users/:id",
        path,
        status: 200,
        durationMs: 3,
      },
    ];
    const resource = { service: "orders", environment: "production" };
    const response = await post("/collect/v1/ingest", { version: 1, resource, requests });
    expect(response.status).toBe(202);
    expect(await response.json()).toMatchObject({ accepted: 1, rejected: [] });
    const batch = (await received()).find(({ requests }) => requests[0]?.path === path);
    expect(batch).toMatchObject({ ...resource, requests: [{ route: "/users/:id", status: 200 }] });
  });

  it("takes Segment's batches, also many at once under gzip", async () => {
    const plain = segmentBatch();
    const response = await post("/collect/v1/batch", plain);
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ success: true });

    const gzipped = Array.from({ length: 50 }, () => segmentBatch());
    const answers = await Promise.all(
      gzipped.map((batch) => postGzipped("/collect/v1/batch", batch)),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    const sent = [plain, ...gzipped].map(({ batch }) => batch[0]!.messageId);
    expect(await receivedMessages()).toEqual(expect.arrayContaining(sent));
  });

  it("takes what Unisights' browser client sends, for the pages that may", async () => {
    const preflight = await fetch(`${app.url}/collect`, {
      method: "OPTIONS",
      headers: { origin: ORIGIN, "access-control-request-method": "POST" },
    });
    expect(preflight.ok).toBe(true);
    expect(preflight.headers.get("access-control-allow-origin")).toBe(ORIGIN);
    const taken = await post("/collect", PAYLOAD, { origin: ORIGIN });
    expect(taken.headers.get("access-control-allow-origin")).toBe(ORIGIN);
    expect(await taken.json()).toMatchObject({ ok: true });
    expect((await received()).at(-1)).toMatchObject({ events: [{ event: "click" }] });

    const other = await post("/collect", PAYLOAD, { origin: "https://other.example" });
    expect(other.headers.get("access-control-allow-origin")).toBeNull();
  });

  it("refuses bodies that are too large, also once inflated or without a length", async () => {
    const large = { batch: [], padding: "x".repeat(100_000) };
    expect((await post("/collect/v1/batch", large)).status).toBe(413);
    expect((await postGzipped("/collect/v1/batch", large)).status).toBe(413);
    const chunked: RequestInit & { duplex: "half" } = {
      method: "POST",
      body: new Blob([JSON.stringify(large)]).stream(),
      duplex: "half",
    };
    expect((await fetch(`${app.url}/collect/v1/batch`, chunked)).status).toBe(413);
  });

  it("refuses what is no gzip, no JSON, no path and no method of its own", async () => {
    const broken = await post("/collect/v1/batch", segmentBatch(), { "content-encoding": "gzip" });
    expect(broken.status).toBe(400);
    expect(await broken.json()).toMatchObject({ code: "PEEK_E_GZIP" });
    expect((await send("/collect/v1/batch", "{", {})).status).toBe(400);
    expect((await post("/collect/v2", {})).status).toBe(404);
    expect((await fetch(`${app.url}/collect`)).status).toBe(405);
  });

  it("in the strict mode refuses what is wrong with 422, and no JSON with 415", async () => {
    expect((await post("/strict", PAYLOAD)).status).toBe(200);
    const wrong = await post("/strict", { data: { ...PAYLOAD.data, asset_id: undefined } });
    expect(wrong.status).toBe(422);
    expect(await wrong.json()).toMatchObject({ errors: [{ pointer: "/asset_id" }] });
    expect((await post("/strict", PAYLOAD, { "content-type": "text/plain" })).status).toBe(415);
  });

  it("answers 500 when the handler fails, so that the client sends again", async () => {
    const response = await post("/collect/v1/batch", segmentBatch("Unlucky"));
    expect(response.status).toBe(500);
    expect(await response.json()).toMatchObject({ code: "PEEK_E_HANDLER", retryable: true });
  });

  it("in the background answers 202, and handles afterwards", async () => {
    const { batch } = segmentBatch();
    expect((await post("/queued/v1/batch", { batch })).status).toBe(202);
    await expect.poll(receivedMessages).toContain(batch[0]!.messageId);
  });
});
