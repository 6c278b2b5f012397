import Router from "@koa/router";
import { createPeek } from "@peekjs/core";
import { peek } from "@peekjs/koa";
import { startClient } from "@peekjs/testing/conformance";
import Koa from "koa";
import mount from "koa-mount";
import Router13 from "koa-router13";
import Router8 from "koa-router8";
import Koa2 from "koa2";
import request from "supertest";
import { expect, test } from "vitest";

const ok = (context: Koa.Context): void => void (context.body = "ok");

test("prefixes of routers in routers, and of apps that koa-mount mounts", async () => {
  const { client, endpoint } = await startClient(createPeek);
  const inner = new Koa();
  inner.use(
    new Router()
      .get("/orders/:order", ok)
      .get("/files/*path", ok)
      .get("/pages{/:page}", ok)
      .get("/", ok)
      .routes(),
  );
  const outer = new Koa();
  outer.use(mount("/inner", inner));
  outer.use(new Router().get("/own/:id", ok).routes());
  const nested = new Router().use(
    "/a/:x",
    new Router({ prefix: "/b/:y" }).get("/c/:z", ok).routes(),
  );
  const app = new Koa();
  app.use(peek(client));
  app.use(mount("/outer", outer));
  app.use(mount("/single", inner));
  const all = new Koa().use(new Router().get("/*path", ok).routes());
  app.use(mount("/ab", new Koa().use(mount("/a", all))));
  app.use(new Router().get(/^\/v(\d+)$/, ok).routes());
  app.use(nested.routes());
  app.use(new Router().get("/outer/late/:id", ok).get("/outer/all/*path", ok).routes());
  const routes = {
    "/outer/inner/orders/7?x=1": "/outer/inner/orders/:order",
    "/outer/own/7": "/outer/own/:id",
    "/outer/inner/nothing": undefined,
    "/single/files/a/b": "/single/files/*path",
    "/outer/inner/files/a/b": "/outer/inner/files/*path",
    "/outer/inner/files/inner/files/b": "/outer/inner/files/*path",
    "/outer/inner/Files/a": "/outer/inner/files/*path",
    "/outer/inner/pages": "/outer/inner/pages{/:page}",
    "/outer/inner/pages/7": "/outer/inner/pages{/:page}",
    "/ab/a/b": "/ab/a/*path",
    "/v2": String(/^\/v(\d+)$/),
    "/a/1/b/2/c/3": "/a/:x/b/:y/c/:z",
    "/outer/late/7": "/outer/late/:id",
    "/outer/all/a/b": "/outer/all/*path",
  };
  for (const path of Object.keys(routes)) await request(app.callback()).get(path);
  await client.shutdown();
  expect(endpoint.requests.map(({ route }) => route)).toEqual(Object.values(routes));
});

test("the middleware of a router, with a fixed prefix, with parameters in it, and without", async () => {
  const { client, endpoint } = await startClient(createPeek);
  const refuse = (context: Koa.Context): void => void (context.status = 401);
  const app = new Koa();
  app.use(peek(client));
  for (const prefix of ["/fixed", "/guarded/:zone", undefined]) {
    const router = new Router(prefix === undefined ? {} : { prefix });
    app.use(router.use(refuse).get("/vault", ok).routes());
  }
  for (const path of ["/fixed/vault", "/guarded/north/vault", "/vault"]) {
    await request(app.callback()).get(path);
  }
  await client.shutdown();
  expect(endpoint.requests.map(({ route, status }) => [route, status])).toEqual([
    ["/fixed/*", 401],
    ["/guarded/:zone/*", 401],
    ["/*", 401],
  ]);
});

test("what the app tells of a router of another kind; where it tells nothing, what @koa/router matched", async () => {
  const { client, endpoint, codes } = await startClient(createPeek);
  const app = new Koa();
  app.use(peek(client, { route: ({ state }) => state["template"] as string | undefined }));
  app.use(new Router().get("/users/:id", ok).routes());
  app.use((context) => {
    if (context.path === "/orders/7") context.state["template"] = "/orders/:order";
    context.body = "ok";
  });
  for (const path of ["/orders/7", "/other", "/users/7"]) await request(app.callback()).get(path);
  await client.shutdown();
  const routes = endpoint.requests.map(({ route }) => route);
  expect(routes).toEqual(["/orders/:order", undefined, "/users/:id"]);
  expect(codes).toEqual([]);
});

test("what the app tells fails: what @koa/router matched", async () => {
  const { client, endpoint, codes } = await startClient(createPeek);
  const app = new Koa();
  const route = (): never => {
    throw new TypeError("no template");
  };
  app.use(peek(client, { route })).use(new Router().get("/users/:id", ok).routes());
  await request(app.callback()).get("/users/7");
  await client.shutdown();
  expect(endpoint.requests).toMatchObject([{ route: "/users/:id" }]);
  expect(codes).toEqual(["PEEK_E_CALLBACK"]);
});

test("what older routers call the middleware of a prefix, on Koa 2", async () => {
  const { client, endpoint } = await startClient(createPeek);
  const guarded = new Router13({ prefix: "/guarded/:zone" });
  guarded.use((context) => void (context.status = 401));
  guarded.get("/(.*)", ok);
  const nested = new Router13();
  nested.use("/a/:x", new Router13().get("/b/:y", ok).routes());
  const app = new Koa2();
  app.use(peek(client));
  app.use(guarded.routes()).use(nested.routes());
  for (const path of ["/guarded/north/vault", "/a/1/b/2", "/a/1"]) {
    await request(app.callback()).get(path);
  }
  await client.shutdown();
  expect(endpoint.requests.map(({ route, status }) => [route, status])).toEqual([
    ["/guarded/:zone/*", 401],
    ["/a/:x/b/:y", 200],
    [undefined, 404],
  ]);
});

test("routes of routers before version 9, which tell of the middleware behind them", async () => {
  const { client, endpoint } = await startClient(createPeek);
  const inner = new Router8().get("/b/:y", ok).get("/", ok);
  const router = new Router8({ prefix: "/api" });
  router.get("/own/:id", ok).use((_, next) => next());
  router.use("/a/:x", inner.routes(), inner.allowedMethods());
  const app = new Koa2();
  app.use(peek(client));
  app.use(router.routes()).use(router.allowedMethods());
  app.use(new Router8().get("/late/:id", ok).routes());
  const routes = {
    "/api/own/7": "/api/own/:id",
    "/api/a/1/b/2": "/api/a/:x/b/:y",
    "/api/a/1": "/api/a/:x/",
    "/late/7": "/late/:id",
    "/api/none": undefined,
  };
  for (const path of Object.keys(routes)) await request(app.callback()).get(path);
  await request(app.callback()).delete("/api/own/7").expect(405);
  await client.shutdown();
  expect(endpoint.requests.map(({ route }) => route)).toEqual([
    ...Object.values(routes),
    undefined,
  ]);
});
