import { once } from "node:events";
import { connect } from "node:net";
import { startRecordingEndpoint, webSocketHandshake } from "@peekjs/testing";
import { expect, it } from "vitest";
import { describeRuntime } from "./support/describe-runtime.ts";
import { startElysiaInBun } from "./support/start-app.ts";

describeRuntime({
  name: "Bun with Elysia",
  reportedAs: /^Bun\/1/,
  start: startElysiaInBun,
  mounts: [""],
});

it("reports a WebSocket that Bun takes as an upgrade, and one that a hook refuses as it is answered", async () => {
  await using endpoint = await startRecordingEndpoint();
  const app = await startElysiaInBun({
    PEEK_ENDPOINT: endpoint.url,
    PEEK_FLUSH_INTERVAL: "100",
  });
  expect(await openWebSocket(app.url, "/live")).toMatch(/^HTTP\/1.1 101 /);
  expect(await openWebSocket(app.url, "/refused")).toMatch(/^HTTP\/1.1 200 /);
  await expect.poll(() => endpoint.requests.length, { timeout: 10_000 }).toBeGreaterThan(1);
  await app.stop();
  expect(endpoint.requests).toMatchObject([
    { route: "/live", path: "/live", status: 101, outcome: "upgrade" },
    { route: "/refused", path: "/refused", status: 200 },
  ]);
  expect(endpoint.requests[1]).not.toHaveProperty("outcome");
});

/** @returns the first that is answered */
async function openWebSocket(url: string, path: string): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.write(webSocketHandshake(path, "app.test"));
  const [answer] = (await once(socket, "data")) as [Buffer];
  socket.destroy();
  return String(answer);
}
