import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { getRequestListener, serve } from "@hono/node-server";
import { createPeek } from "@peekjs/core";
import { peek } from "@peekjs/hono";
import { startClient } from "@peekjs/testing/conformance";
import { Hono } from "hono";
import { expect, test } from "vitest";

test.each([
  ["/*", ["PEEK_W_AFTER_ROUTES"]],
  ["/api/*", []],
])("registered for %s: says once that a route above answers unseen", async (path, expected) => {
  const { client, endpoint, codes } = await startClient(createPeek);
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
  expect(codes).toEqual(expected);
  expect(endpoint.requests).toHaveLength(3);
});

test("says what to do where another listener of the server takes requests, as Socket.IO does", async () => {
  const { client, said } = await startClient(createPeek);
  const listener = getRequestListener(new Hono().use(peek(client)).fetch);
  const server = createServer((incoming, outgoing) => {
    if (incoming.url === "/socket.io/") outgoing.end("taken");
    else void listener(incoming, outgoing);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  for (const path of ["/", "/socket.io/"]) await (await fetch(origin + path)).text();
  server.close();
  await client.shutdown();
  expect(said).toEqual([
    "PEEK_W_AFTER_ROUTES: GET /socket.io/ was answered before peek() saw it. What is registered above app.use(peek()) is invisible: move app.use(peek()) up. What the server answers beside the app, as with Socket.IO, or Vite in development, no app sees: attach() of @peekjs/node records it.",
  ]);
});
