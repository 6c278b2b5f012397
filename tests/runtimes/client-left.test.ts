import { startRecordingEndpoint, type RecordingEndpoint } from "@peekjs/testing";
import { afterAll, beforeAll, expect, it } from "vitest";
import { leave } from "./support/leave.ts";
import { type RunningApp, startBunApp } from "./support/start-app.ts";

let endpoint: RecordingEndpoint;
let app: RunningApp;

beforeAll(async () => {
  endpoint = await startRecordingEndpoint();
  app = await startBunApp("bun-client-left.ts", {
    PEEK_ENDPOINT: endpoint.url,
    PEEK_FLUSH_INTERVAL: "100",
  });
});
afterAll(async () => {
  await app?.stop();
  await endpoint?.close();
});

it.each(["/late/middleware", "/late/hono", "/late/fetch", "/hangs"])(
  "Bun tells of a client that left before the answer, and when: %s",
  async (path) => {
    await leave(app.url, `GET ${path} HTTP/1.1\r\nhost: a\r\n\r\n`);
    const records = () => endpoint.requests.filter((record) => record.path === path);
    await expect.poll(() => records().length, { timeout: 10_000, message: app.output() }).toBe(1);
    const [record] = records();
    expect(record).toMatchObject({ route: "/late/:id", outcome: "client_abort" });
    expect(record).not.toHaveProperty("status");
    expect(record!.durationMs).toBeLessThan(1_500);
  },
);
