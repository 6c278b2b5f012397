import type { RequestListener, Server } from "node:http";
import { PassThrough, Readable } from "node:stream";
import Hapi from "@hapi/hapi";
import type { Peek } from "@peekjs/core";
import { peekPlugin, setConsumer } from "@peekjs/hapi";
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
  type Surroundings,
} from "@peekjs/testing/conformance";

/** The routes that the conformance suite asks for. */
export async function startApp({
  clients,
  inner,
  surroundings,
}: AppSetup<Peek>): Promise<RunningApp> {
  const server = Hapi.server({ port: 0, host: "127.0.0.1", debug: false });
  if (surroundings) surround(server.listener, surroundings);
  for (const client of clients) await server.register({ plugin: peekPlugin, options: { client } });

  const get = (path: string, handler: Hapi.Lifecycle.Method): void =>
    server.route({ method: "GET", path, handler });
  get("/ok", () => "ok");
  server.route({
    method: "POST",
    path: "/echo",
    options: { payload: { parse: false, maxBytes: 2_000_000 } },
    handler: ({ payload }, h) => h.response(payload).type("application/octet-stream"),
  });
  get("/users/{id}", ({ params }) => params);
  get("/files/{path*}", () => "file");
  get("/throws-sync", () => {
    throw new TypeError("sync failure");
  });
  get("/rejects", () => Promise.reject(new RangeError("async failure")));
  get("/no-content", (_, h) => h.response().code(204));
  get("/not-modified", (_, h) => h.response().code(304));
  get("/redirect", (_, h) => h.redirect("/ok"));
  get("/stream", (_, h) => h.response(flowing(streamedBody())));
  get("/broken-stream", (_, h) => h.response(flowing(brokenBody())));
  get("/endless", (_, h) => h.response(endlessBody()));
  get("/sse", (_, h) => {
    const events = new PassThrough();
    events.write(FIRST_EVENT);
    return h.response(events).type("text/event-stream");
  });
  get("/slow", () => new Promise(() => undefined));
  get("/me", (request) => {
    setConsumer(request, { id: "user-7", name: "Seven", group: "team" });
    return "ok";
  });
  get("/nobody", (request) => {
    setConsumer(request, null);
    return "ok";
  });
  server.ext("onPostAuth", async (request, h) => {
    await Promise.resolve();
    if (request.path.startsWith("/members/")) setConsumer(request, "member");
    return request.path.startsWith("/guarded/")
      ? h.response("no").code(401).takeover()
      : h.continue;
  });
  get("/members/{id}", () => "ok");
  get("/guarded/{zone}/{path*}", () => "never");
  server.route({
    method: "POST",
    path: "/validated",
    options: {
      validate: {
        payload: () => {
          throw new Error("id is missing");
        },
      },
    },
    handler: () => "never",
  });
  get("/compressed", () => COMPRESSIBLE);
  get("/surroundings", () => surroundings?.after(() => surroundings.tell()) ?? []);
  get("/raw/{name}", ({ params, raw }, h) => {
    answerRaw(params["name"] as string, raw.req, raw.res);
    return h.abandon;
  });

  await server.register(
    {
      name: "tenants",
      async register(tenants) {
        if (inner !== undefined) {
          await tenants.register({ plugin: peekPlugin, options: { client: inner } });
        }
        tenants.route({ method: "GET", path: "/orders/{order}", handler: ({ params }) => params });
      },
    },
    { routes: { prefix: "/tenants/{tenant}" } },
  );
  await server.register(
    {
      name: "inner",
      register: (other) =>
        other.route({ method: "GET", path: "/deep/{id}", handler: ({ params }) => params }),
    },
    { routes: { prefix: "/inner" } },
  );
  await server.start();
  const app = await running(server.listener);
  return {
    ...app,
    async close() {
      server.listener.closeAllConnections();
      await server.stop({ timeout: 0 });
    },
  };
}

/** hapi's extensions call nothing: contexts are opened around its listener, and inside its handler. */
function surround(listener: Server, surroundings: Surroundings): void {
  const [dispatch] = listener.listeners("request") as RequestListener[];
  listener.removeAllListeners("request");
  listener.on("request", (request, response) =>
    surroundings.before(() => dispatch!(request as never, response as never)),
  );
}

/** hapi refuses streams of objects, which `Readable.from` makes. */
function flowing(source: Readable): Readable {
  const through = new PassThrough();
  source.on("error", (error) => through.destroy(error)).pipe(through);
  return through;
}
