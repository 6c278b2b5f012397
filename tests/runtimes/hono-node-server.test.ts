import { startRecordingEndpoint, type RecordingEndpoint } from "@peekjs/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { leave } from "./support/leave.ts";
import { type RunningApp, startBunApp, startDenoApp } from "./support/start-app.ts";

describe.each([
  ["Bun", startBunApp],
  ["Deno", startDenoApp],
])("Hono on @hono/node-server on %s", (_runtime, start) => {
  let endpoint: RecordingEndpoint;
  let app: RunningApp;

  beforeAll(async () => {
    endpoint = await startRecordingEndpoint();
    app = await start("hono-node-server.ts", {
      PEEK_ENDPOINT: endpoint.url,
      PEEK_FLUSH_INTERVAL: "100",
    });
  });
  afterAll(async () => {
    await app?.stop();
    await endpoint?.close();
  });

  const get = (path: string, more = ""): string => `GET ${path} HTTP/1.1\r\nhost: a\r\n${more}\r\n`;
  const recordOf = async (path: string): Promise<unknown> => {
    const records = () => endpoint.requests.filter((record) => record.path === path);
    await expect.poll(() => records().length, { timeout: 10_000, message: app.output() }).toBe(1);
    return records()[0];
  };

  it("answers as without peek, to the letter", async () => {
    const answers = ["/bare/answer", "/observed/answer"].map(async (path) => {
      const answer = await leave(app.url, get(path, "connection: close\r\n"), 10_000);
      return answer.replace(/^date: .*$/im, "");
    });
    const [bare, observed] = await Promise.all(answers);
    expect(observed).toBe(bare);
    expect(await recordOf("/observed/answer")).toMatchObject({ status: 200, responseBytes: 13 });
  });

  it("tells what left of a stream that broke", async () => {
    const received = await leave(app.url, get("/observed/broken"), 10_000);
    expect(received).toMatch(/\bx{1000}\b/);
    expect(await recordOf("/observed/broken")).toMatchObject({
      outcome: "server_abort",
      status: 200,
      responseBytes: 1_000,
    });
  });

  it("tells of clients that leave, before the answer and in its middle", async () => {
    await leave(app.url, get("/observed/never"));
    await leave(app.url, get("/observed/part"), 1_000);
    const never = await recordOf("/observed/never");
    expect(never).toMatchObject({ route: "/observed/never", outcome: "client_abort" });
    expect(never).not.toHaveProperty("status");
    expect(await recordOf("/observed/part")).toMatchObject({
      route: "/observed/part",
      outcome: "client_abort",
      status: 200,
      responseBytes: 1_000,
    });
  });
});
