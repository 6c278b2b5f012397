import { Readable } from "node:stream";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import { serve, type HttpBindings } from "@hono/node-server";
import type { Peek } from "@peekjs/core";
import { peek, setConsumer, withPeek } from "@peekjs/hono";
import {
  answerRaw,
  brokenBody,
  COMPRESSIBLE,
  endlessBody,
  FIRST_EVENT,
  running,
  streamedBody,
  type AppSetup,
  type RunningApp,
} from "@peekjs/testing/conformance";
import { Hono, type Context } from "hono";
import { compress } from "hono/compress";
import { validator } from "hono/validator";
import type { Server } from "node:http";

type App = Hono<{ Bindings: HttpBindings }>;

/** Registers the clients inside the app, with `app.use(peek())`. */
export async function startWithMiddleware(setup: AppSetup<Peek>): Promise<RunningApp> {
  return listen(createApp(setup));
}

/** Registers the clients around the app, with `withPeek()`. */
export async function startWrapped({ clients, ...setup }: AppSetup<Peek>): Promise<RunningApp> {
  const app = createApp({ ...setup, clients: [] });
  let { fetch } = app as { fetch(request: Request, ...rest: any[]): Response | Promise<Response> };
  for (const client of clients) {
    const inner = fetch;
    // Further clients wrap what the ones before made of the app.
    const wrapped = Object.assign(Object.create(app) as App, { fetch: inner });
    fetch = withPeek(inner === app.fetch ? app : wrapped, client).fetch;
  }
  return listen({ fetch });
}

function listen(app: { fetch: any }): Promise<RunningApp> {
  return running(serve({ fetch: app.fetch, port: 0, hostname: "127.0.0.1" }) as Server);
}

/** The routes that the conformance suite asks for. */
function createApp({ clients, inner, surroundings }: AppSetup<Peek>): App {
  const app: App = new Hono();
  if (surroundings) app.use((_, next) => surroundings.before(next));
  for (const client of clients) app.use(peek(client));
  if (surroundings) app.use((_, next) => surroundings.after(next));

  app.get("/ok", (c) => c.text("ok"));
  app.post("/echo", async (c) => c.body(await c.req.arrayBuffer()));
  app.get("/users/:id", (c) => c.json(c.req.param()));
  app.get("/files/*", (c) => c.text("file"));
  app.use("/guarded/:zone/*", async (c, _next) => c.text("no", 401));

  const tenants = new Hono();
  if (inner !== undefined) tenants.use(peek(inner));
  tenants.get("/orders/:order", (c) => c.json(c.req.param()));
  app.route("/tenants/:tenant", tenants);

  app.get("/throws-sync", () => {
    throw new TypeError("sync failure");
  });
  app.get("/rejects", async () => {
    throw new RangeError("async failure");
  });
  app.onError((_, c) => c.text("Internal Server Error", 500));
  app.get("/no-content", (c) => c.body(null, 204));
  app.get("/not-modified", (c) => c.body(null, 304));
  app.get("/redirect", (c) => c.redirect("/ok"));
  app.get("/stream", (c) => c.body(web(streamedBody())));
  app.get("/broken-stream", (c) => c.body(web(brokenBody())));
  app.get("/endless", (c) => c.body(web(endlessBody())));
  app.get("/sse", (c) => {
    const events = new Readable({ read() {} });
    events.push(FIRST_EVENT);
    return c.body(web(events), 200, { "content-type": "text/event-stream" });
  });
  app.get(
    "/slow",
    (c) =>
      new Promise<Response>((resolve) => {
        c.env.outgoing.once("close", () => resolve(c.text("late")));
      }),
  );
  app.get("/me", (c) => {
    setConsumer(c, { id: "user-7", name: "Seven", group: "team" });
    return c.text("ok");
  });
  app.get("/nobody", (c) => {
    setConsumer(c, null);
    return c.text("ok");
  });
  app.use("/members/*", async (c, next) => {
    await Promise.resolve();
    setConsumer(c, "member");
    await next();
  });
  app.get("/members/:id", (c) => c.text("ok"));
  app.post(
    "/validated",
    validator("json", (_, c) => c.text("id is missing", 400)),
    (c) => c.text("never"),
  );
  app.route(
    "/inner",
    new Hono().get("/deep/:id", (c) => c.json(c.req.param())),
  );
  app.get("/compressed", compress({ threshold: 0 }), (c) => c.text(COMPRESSIBLE));
  app.get("/surroundings", (c) => c.json(surroundings?.tell()));
  app.get("/raw/:name", (c: Context<{ Bindings: HttpBindings }>) => {
    answerRaw(c.req.param("name")!, c.env.incoming, c.env.outgoing);
    return RESPONSE_ALREADY_SENT;
  });
  return app;
}

function web(body: Readable): ReadableStream {
  return Readable.toWeb(body) as ReadableStream;
}
