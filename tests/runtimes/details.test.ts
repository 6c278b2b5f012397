import { startRecordingEndpoint, type RecordingEndpoint } from "@peekjs/testing";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { startBunApp, startDenoApp, startWorker, type RunningApp } from "./support/start-app.ts";

const POLL = { timeout: 10_000, interval: 100 };
const JSON_TYPE = { "content-type": "application/json" };

let endpoint: RecordingEndpoint;
let app: RunningApp | undefined;
beforeEach(async () => {
  endpoint = await startRecordingEndpoint();
});
afterEach(async () => {
  await app?.stop();
  await endpoint.close();
});

describe.each([
  ["workerd", (env: Record<string, string>) => startWorker("details-worker.ts", env)],
  ["Deno", (env: Record<string, string>) => startDenoApp("details-deno.ts", env)],
  ["Bun", (env: Record<string, string>) => startBunApp("details-bun.ts", env)],
])("headers and bodies on %s", (_, startApp) => {
  it("are reported masked, and whole for app and client", async () => {
    app = await startApp({ PEEK_ENDPOINT: endpoint.url, PEEK_FLUSH_INTERVAL: "50" });
    const body = JSON.stringify({ name: "bob", password: "hunter2" });
    const headers = { ...JSON_TYPE, authorization: "Bearer x" };
    const response = await fetch(`${app.url}/echo?token=1`, { method: "POST", headers, body });
    expect(await response.text()).toBe(body);
    const masked = '{"name":"bob","password":"[redacted]"}';
    await vi.waitFor(() => expect(endpoint.requests).toHaveLength(1), POLL);
    expect(endpoint.requests).toMatchObject([
      {
        query: "token=[redacted]",
        requestBody: masked,
        responseBody: masked,
        requestHeaders: { authorization: "[redacted]" },
      },
    ]);
  });

  it("leave a long stream alone beyond their beginning", async () => {
    app = await startApp({ PEEK_ENDPOINT: endpoint.url, PEEK_FLUSH_INTERVAL: "50" });
    const response = await fetch(`${app.url}/long`);
    expect((await response.text()).length).toBe(1_000_000);
    await vi.waitFor(() => expect(endpoint.requests).toHaveLength(1), POLL);
    expect(endpoint.requests[0]!.responseBody).toBe(`${"x".repeat(8_192)}…`);
  });
});
