import { once } from "node:events";
import { connect, constants } from "node:http2";
import {
  type ReceivedRequest,
  startRecordingEndpoint,
  type RecordingEndpoint,
} from "@peekjs/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { leave } from "./support/leave.ts";
import { type RunningApp, startBunApp, startDenoApp } from "./support/start-app.ts";

describe.each([
  ["Bun", startBunApp],
  ["Deno", startDenoApp],
])("a server of Node's for HTTP/2 on %s", (_runtime, start) => {
  let endpoint: RecordingEndpoint;
  let app: RunningApp;
  let origin: string;

  beforeAll(async () => {
    endpoint = await startRecordingEndpoint();
    app = await start("node-http2.ts", { PEEK_ENDPOINT: endpoint.url, PEEK_FLUSH_INTERVAL: "100" });
    origin = app.url.replace("http:", "https:");
  });
  afterAll(async () => {
    await app?.stop();
    await endpoint?.close();
  });

  async function recordOf(path: string): Promise<ReceivedRequest> {
    const records = () => endpoint.requests.filter((record) => record.path === path);
    await expect.poll(() => records().length, { timeout: 10_000, message: app.output() }).toBe(1);
    return records()[0]!;
  }

  /** Asks in HTTP/2, until that many characters came; then breaks off with that code. */
  async function ask(
    path: string,
    characters = Number.POSITIVE_INFINITY,
    code: number = constants.NGHTTP2_CANCEL,
  ): Promise<void> {
    // Left open: Deno's process may end with a session that its client closes.
    const session = connect(origin, { rejectUnauthorized: false }).on("error", () => undefined);
    const stream = session.request({ ":path": path }).setEncoding("latin1");
    let received = 0;
    stream.on("data", (chunk: string) => {
      received += chunk.length;
      if (received >= characters) stream.close(code);
    });
    await once(stream, "close");
  }

  const get = (path: string, more = ""): string => `GET ${path} HTTP/1.1\r\nhost: a\r\n${more}\r\n`;

  it("tells of whole answers, in both versions", async () => {
    await ask("/2/answer");
    await leave(origin, get("/1/answer", "connection: close\r\n"), Number.POSITIVE_INFINITY);
    for (const [path, protocol] of [
      ["/2/answer", "2"],
      ["/1/answer", "1.1"],
    ] as const) {
      const record = await recordOf(path);
      const bytes = { requestBytes: 0, responseBytes: 1_000 };
      expect(record).toMatchObject({ status: 200, ...bytes, protocol });
      expect(record).not.toHaveProperty("outcome");
    }
  });

  it("tells of answers that the app broke off, in both versions", async () => {
    await ask("/2/broken");
    await leave(origin, get("/1/broken"), Number.POSITIVE_INFINITY);
    for (const path of ["/2/broken", "/1/broken"]) {
      expect(await recordOf(path)).toMatchObject({ status: 200, outcome: "server_abort" });
    }
  });

  it("tells of clients that left, in both versions", async () => {
    await ask("/2/part", 1_000);
    await ask("/2/destroyed/part", 1_000, constants.NGHTTP2_NO_ERROR);
    await leave(origin, get("/1/part"), 1_000);
    for (const path of ["/2/part", "/2/destroyed/part", "/1/part"]) {
      expect(await recordOf(path)).toMatchObject({ status: 200, outcome: "client_abort" });
    }
  });
});
