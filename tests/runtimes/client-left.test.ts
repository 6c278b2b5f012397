import { connect } from "node:net";
import { startRecordingEndpoint, type RecordingEndpoint } from "@peekjs/testing";
import { afterAll, beforeAll, expect, it } from "vitest";
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

/** Asks, and leaves without an answer. */
async function askAndLeave(head: string): Promise<void> {
  const { hostname, port } = new URL(app.url);
  await new Promise<void>((resolve, reject) => {
    const socket = connect(Number(port), hostname).once("error", reject).once("close", resolve);
    socket.write(`${head}\r\nhost: a\r\n\r\n`, () => socket.destroy());
  });
}

it.each(["/late/middleware", "/late/hono", "/late/fetch", "/hangs"])(
  "Bun tells of a client that left before the answer, and when: %s",
  async (path) => {
    await askAndLeave(`GET ${path} HTTP/1.1`);
    const records = () => endpoint.requests.filter((record) => record.path === path);
    await expect.poll(() => records().length, { timeout: 10_000, message: app.output() }).toBe(1);
    const [record] = records();
    expect(record).toMatchObject({ route: "/late/:id", outcome: "client_abort" });
    expect(record).not.toHaveProperty("status");
    expect(record!.durationMs).toBeLessThan(1_500);
  },
);
