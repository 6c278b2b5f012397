import type { AddressInfo } from "node:net";
import { serve } from "@hono/node-server";
import { createPeek } from "@peekjs/core";
import { peek } from "@peekjs/hono";
import { startRecordingEndpoint } from "@peekjs/testing";
import { Hono } from "hono";
import { expect, test } from "vitest";

test.each([
  ["/*", ["PEEK_W_AFTER_ROUTES"]],
  ["/api/*", []],
])("registered for %s: says once that a route above answers unseen", async (path, expected) => {
  await using endpoint = await startRecordingEndpoint();
  const said: string[] = [];
  const client = createPeek({
    endpoint: endpoint.url,
    durability: "memory",
    onError: ({ code }) => said.push(code),
  });
  const app = new Hono();
  app.get("/early", (c) => c.text("unseen"));
  app.use(path, peek(client));
  app.get("/api/late", (c) => c.text("seen"));
  const server = serve({ fetch: app.fetch, port: 0, hostname: "127.0.0.1" });
  await new Promise((resolve) => server.once("listening", resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  for (const each of ["/api/late", "/api/late", "/early", "/early", "/api/late"]) {
    await (await fetch(origin + each)).text();
  }
  server.close();
  await client.shutdown();
  expect(said).toEqual(expected);
  expect(endpoint.requests).toHaveLength(3);
});
