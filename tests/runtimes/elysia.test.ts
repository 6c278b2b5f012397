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

it("shows a WebSocket that Bun takes with its route, and with the status that Elysia answers past it", async () => {
  await using endpoint = await startRecordingEndpoint();
  const app = await startElysiaInBun({
    PEEK_ENDPOINT: endpoint.url,
    PEEK_FLUSH_INTERVAL: "100",
  });
  const { hostname, port } = new URL(app.url);
  const socket = connect(Number(port), hostname);
  socket.write(webSocketHandshake("/live", "app.test"));
  const [answer] = (await once(socket, "data")) as [Buffer];
  expect(String(answer)).toMatch(/^HTTP\/1.1 101 /);
  socket.destroy();
  await fetch(`${app.url}/orders/7`);
  await expect.poll(() => endpoint.requests.length, { timeout: 10_000 }).toBeGreaterThan(1);
  await app.stop();
  expect(endpoint.requests).toMatchObject([
    { route: "/live", path: "/live", status: 200 },
    { path: "/orders/7", status: 200 },
  ]);
});
