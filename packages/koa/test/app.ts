import { PassThrough } from "node:stream";
import Router from "@koa/router";
import type { Peek } from "@peekjs/core";
import { setConsumer, type peek } from "@peekjs/koa";
import {
  answerRaw,
  brokenBody,
  compressedBody,
  endlessBody,
  FIRST_EVENT,
  running,
  streamedBody,
  type AppSetup,
  type RunningApp,
} from "@peekjs/testing/conformance";
import type Koa from "koa";
import mount from "koa-mount";

/** The routes that the conformance suite asks for. */
export async function startApp(
  framework: typeof Koa,
  { clients, inner, surroundings, isBehindProxy: proxy = false }: AppSetup<Peek>,
  middleware: typeof peek,
): Promise<RunningApp> {
  const app = new framework({ proxy });
  app.silent = true;
  if (surroundings) app.use((_, next) => surroundings.before(next));
  for (const client of clients) app.use(middleware(client));
  if (surroundings) app.use((_, next) => surroundings.after(next));

  app.use(async (ctx, next) => {
    await Promise.resolve();
    if (ctx.path.startsWith("/members/")) setConsumer(ctx, "member");
    await next();
  });
  const other = new framework();
  other.use(new Router().get("/deep/:id", (ctx) => void (ctx.body = ctx.params)).routes());
  app.use(mount("/inner", other));

  const router = new Router();
  router.get("/members/:id", (ctx) => void (ctx.body = "ok"));
  router.post("/validated", (ctx) => ctx.throw(400, "id is missing"));
  router.get("/ok", (ctx) => void (ctx.body = "ok"));
  router.post("/echo", (ctx) => {
    ctx.type = "application/octet-stream";
    ctx.body = ctx.req.pipe(new PassThrough());
  });
  router.get("/users/:id", (ctx) => void (ctx.body = ctx.params));
  router.get("/files/*path", (ctx) => void (ctx.body = "file"));
  router.get("/throws-sync", () => {
    throw new TypeError("sync failure");
  });
  router.get("/rejects", () => Promise.reject(new RangeError("async failure")));
  router.get("/no-content", (ctx) => void (ctx.status = 204));
  router.get("/not-modified", (ctx) => void (ctx.status = 304));
  router.get("/redirect", (ctx) => ctx.redirect("/ok"));
  router.get("/stream", (ctx) => void (ctx.body = streamedBody()));
  router.get("/broken-stream", (ctx) => void (ctx.body = brokenBody()));
  router.get("/endless", (ctx) => void (ctx.body = endlessBody()));
  router.get("/sse", (ctx) => {
    ctx.type = "text/event-stream";
    const events = new PassThrough();
    events.write(FIRST_EVENT);
    ctx.body = events;
  });
  router.get("/slow", (ctx) => new Promise((resolve) => ctx.res.once("close", resolve)));
  router.get("/me", (ctx) => {
    setConsumer(ctx, { id: "user-7", name: "Seven", group: "team" });
    ctx.body = "ok";
  });
  router.get("/nobody", (ctx) => {
    setConsumer(ctx, null);
    ctx.body = "ok";
  });
  router.get("/compressed", (ctx) => {
    const { encoding, body } = compressedBody(ctx.get("accept-encoding"));
    ctx.set("content-encoding", encoding);
    ctx.type = "text";
    ctx.body = body;
  });
  router.get("/surroundings", (ctx) => void (ctx.body = surroundings?.tell()));
  router.get("/raw/:name", (ctx) => {
    ctx.respond = false;
    ctx.res.statusCode = 200;
    answerRaw(ctx.params["name"]!, ctx.req, ctx.res);
  });

  const tenants = new Router({ prefix: "/tenants/:tenant" });
  if (inner !== undefined) tenants.use(middleware(inner));
  tenants.get("/orders/:order", (ctx) => void (ctx.body = ctx.params));
  const guarded = new Router({ prefix: "/guarded/:zone" });
  guarded.use((ctx) => void (ctx.status = 401));
  guarded.get("/*rest", (ctx) => void (ctx.body = "never"));

  app.use(router.routes()).use(tenants.routes()).use(guarded.routes());
  return running(app.listen(0, "127.0.0.1"));
}
