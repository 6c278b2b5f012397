import { once } from "node:events";
import { createServer, get } from "node:http";
import type { AddressInfo } from "node:net";
import Router from "@koa/router";
import { createPeek } from "@peekjs/core";
import { peek } from "@peekjs/koa";
import { attach } from "@peekjs/node";
import { startClient } from "@peekjs/testing/conformance";
import Koa from "koa";
import mount from "koa-mount";
import request from "supertest";
import { describe, expect, test } from "vitest";

test("says once that a router comes before peek()", async () => {
  const { client, said } = await startClient(createPeek);
  const app = new Koa();
  app.use(new Router().get("/early", (ctx) => void (ctx.body = "unseen")).routes());
  app.use(peek(client));
  for (let i = 0; i < 2; i++) await request(app.callback()).get("/late");
  await client.shutdown();
  expect(said).toEqual([expect.stringMatching(/^PEEK_W_AFTER_ROUTES: /)]);
});

test("says once that a middleware before peek() answers", async () => {
  const { client, said } = await startClient(createPeek);
  const app = new Koa();
  app.use((ctx, next) => (ctx.path === "/blocked" ? void (ctx.status = 403) : next()));
  app.use(peek(client));
  const server = app.listen();
  for (const path of ["/", "/blocked", "/blocked"]) await request(server).get(path);
  await client.shutdown();
  server.close();
  expect(said).toEqual([
    expect.stringMatching(/^PEEK_W_AFTER_ROUTES: GET \/blocked was answered before peek\(\)/),
  ]);
});

test("with attach() what comes before peek() is recorded too", async () => {
  const { client, endpoint, said } = await startClient(createPeek);
  const app = new Koa();
  app.use((ctx, next) => (ctx.path === "/blocked" ? void (ctx.status = 403) : next()));
  app
    .use(peek(client))
    .use(new Router().get("/users/:id", (ctx) => void (ctx.body = "7")).routes());
  const server = createServer(app.callback());
  attach(server, client);
  for (const path of ["/users/7", "/blocked"]) await request(server).get(path);
  await client.shutdown();
  expect(endpoint.requests).toMatchObject([
    { route: "/users/:id", status: 200 },
    { path: "/blocked", status: 403 },
  ]);
  expect(said).toEqual([]);
});

test("does not mind what another listener takes off the server, as Socket.IO does", async () => {
  const { client, said } = await startClient(createPeek);
  const handle = new Koa().use(peek(client)).callback();
  const server = createServer((incoming, outgoing) => {
    if (incoming.url === "/socket.io/") outgoing.end("taken");
    else void handle(incoming, outgoing);
  }).listen();
  for (const path of ["/", "/socket.io/", "/"]) await request(server).get(path);
  await client.shutdown();
  server.close();
  expect(said).toEqual([]);
});

test("says that a router comes before the peek() of a second client", async () => {
  const [first, second] = [await startClient(createPeek), await startClient(createPeek)];
  const app = new Koa().use(peek(first.client)).use(new Router().get("/users", () => {}).routes());
  app.use(peek(second.client));
  await request(app.callback()).get("/other");
  for (const { client } of [first, second]) await client.shutdown();
  expect(first.said).toEqual([]);
  expect(second.said).toEqual([expect.stringMatching(/^PEEK_W_AFTER_ROUTES: .*a router/)]);
});

test("does not mind what is around an app that another mounts", async () => {
  const { client, said } = await startClient(createPeek);
  const app = new Koa().use(mount("/inner", new Koa().use(peek(client))));
  const server = app.listen();
  for (const path of ["/inner", "/other"]) await request(server).get(path);
  await client.shutdown();
  server.close();
  expect(said).toEqual([]);
});

describe.each([
  ["marks what it wraps, as OpenTelemetry's", markAndWrap],
  ["gives its wrappers the name of what they wrap, as Datadog's", wrapByName],
])("with a tracer that %s", (_, wrap) => {
  /** An app whose `use` registers wrappers. */
  function tracedApp(): Koa {
    const app = new Koa();
    const use = app.use.bind(app) as (middleware: Koa.Middleware) => Koa;
    return Object.assign(app, { use: (middleware: Koa.Middleware) => use(wrap(middleware)) });
  }

  test("says that a middleware before peek() answers, and records what Node refuses", async () => {
    const { client, endpoint, said } = await startClient(createPeek);
    const app = tracedApp();
    app.use((ctx, next) => (ctx.path === "/blocked" ? void (ctx.status = 403) : next()));
    app.use(peek(client));
    const server = app.listen();
    for (const path of ["/", "/blocked"]) await request(server).get(path);
    const { port } = server.address() as AddressInfo;
    await once(get({ port, path: "/refused", setHost: false }), "response");
    await client.shutdown();
    server.close();
    expect(said).toEqual([
      expect.stringMatching(/^PEEK_W_AFTER_ROUTES: GET \/blocked was answered before peek\(\)/),
    ]);
    expect(endpoint.requests).toMatchObject([
      { path: "/", status: 404 },
      { path: "/refused", status: 400 },
    ]);
  });

  test("does not mind what is around an app that another mounts", async () => {
    const { client, said } = await startClient(createPeek);
    const app = tracedApp().use(mount("/inner", tracedApp().use(peek(client))));
    const server = app.listen();
    for (const path of ["/inner", "/other"]) await request(server).get(path);
    await client.shutdown();
    server.close();
    expect(said).toEqual([]);
  });
});

function markAndWrap(middleware: Koa.Middleware): Koa.Middleware {
  Object.assign(middleware, { [Symbol("wrapped")]: true });
  return async (ctx, next) => middleware(ctx, next);
}

function wrapByName(middleware: Koa.Middleware): Koa.Middleware {
  const wrapper: Koa.Middleware = (ctx, next) => middleware(ctx, next);
  return Object.defineProperty(wrapper, "name", { value: middleware.name });
}
