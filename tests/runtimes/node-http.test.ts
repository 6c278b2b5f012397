import {
  type ReceivedRequest,
  startRecordingEndpoint,
  type RecordingEndpoint,
  webSocketHandshake,
} from "@peekjs/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { leave } from "./support/leave.ts";
import { type RunningApp, startBunApp, startDenoApp } from "./support/start-app.ts";

describe.each([
  ["Bun", startBunApp],
  ["Deno", startDenoApp],
])("a server of Node's on %s", (runtime, start) => {
  let endpoint: RecordingEndpoint;
  let app: RunningApp;

  beforeAll(async () => {
    endpoint = await startRecordingEndpoint();
    app = await start("node-http.ts", { PEEK_ENDPOINT: endpoint.url, PEEK_FLUSH_INTERVAL: "100" });
  });
  afterAll(async () => {
    await app?.stop();
    await endpoint?.close();
  });

  const get = (path: string): string => `GET ${path} HTTP/1.1\r\nhost: a\r\n\r\n`;

  async function recordOf(path: string): Promise<ReceivedRequest> {
    const records = () => endpoint.requests.filter((record) => record.path === path);
    await expect.poll(() => records().length, { timeout: 10_000, message: app.output() }).toBe(1);
    return records()[0]!;
  }

  it.each([
    ["/part", "client_abort"],
    ["/events", "stream_closed"],
    ["/broken", "server_abort"],
  ])("tells what left of an answer that broke off: %s", async (path, outcome) => {
    await leave(app.url, get(path), path === "/broken" ? Number.POSITIVE_INFINITY : 1_000);
    const record = await recordOf(path);
    expect(record).toMatchObject({ route: path, outcome, status: 200, responseBytes: 1_000 });
    expect(record.ttfbMs).toBeLessThanOrEqual(record.durationMs);
  });

  it.each(["/much", "/whole"])(
    "does not guess how much left of what a connection took in part: %s",
    async (path) => {
      await leave(app.url, get(path), 1_000);
      const record = await recordOf(path);
      expect(record).toMatchObject({ outcome: "client_abort", status: 200 });
      expect(record).not.toHaveProperty("responseBytes");
    },
  );

  it("does not take the first of a body for the head", async () => {
    await leave(app.url, get("/flushed"), 1_000);
    const record = await recordOf("/flushed");
    expect(record).toMatchObject({ outcome: "client_abort", status: 200, responseBytes: 1_000 });
    expect(record).not.toHaveProperty("ttfbMs");
  });

  it("tells of a client that left in the middle of its upload", async () => {
    await leave(app.url, `POST /upload HTTP/1.1\r\nhost: a\r\ncontent-length: 1000\r\n\r\nabc`);
    const record = await recordOf("/upload");
    expect(record).toMatchObject({ outcome: "client_abort", requestBytes: 3 });
    expect(record).not.toHaveProperty("status");
  });

  it("tells that a WebSocket was taken, or refused", async () => {
    await leave(app.url, webSocketHandshake("/socket"), 1);
    await leave(app.url, webSocketHandshake("/refused"), 1);
    const taken = await recordOf("/socket");
    expect(taken.outcome).toBe("upgrade");
    // Bun answers by itself, out of sight.
    expect(taken.status).toBe(runtime === "Bun" ? undefined : 101);
    const refused = await recordOf("/refused");
    expect(refused.status).toBe(403);
    expect(refused.outcome ?? "completed").toBe("completed");
  });
});
