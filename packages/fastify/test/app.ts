import { PassThrough } from "node:stream";
import type { Peek } from "@peekjs/core";
import { setConsumer, type peekPlugin } from "@peekjs/fastify";
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
import type { fastify } from "fastify";

/** The routes that the conformance suite asks for. */
export async function startApp(
  framework: typeof fastify,
  { clients, inner, surroundings, isBehindProxy = false }: AppSetup<Peek>,
  plugin: typeof peekPlugin,
): Promise<RunningApp> {
  const trustProxy = isBehindProxy && "loopback, uniquelocal";
  const app = framework({ bodyLimit: 2_000_000, forceCloseConnections: true, trustProxy });
  if (surroundings) app.addHook("onRequest", (_, _reply, done) => surroundings.before(done));
  for (const client of clients) await app.register(plugin, { client });
  if (surroundings) app.addHook("onRequest", (_, _reply, done) => surroundings.after(done));
  app.get("/surroundings", async () => surroundings?.tell());

  app.addContentTypeParser("*", { parseAs: "buffer" }, (_, body, done) => done(null, body));
  app.get("/ok", async () => "ok");
  app.post("/echo", async (request) => request.body ?? "");
  app.get("/users/:id", async (request) => request.params);
  app.get("/files/*", async () => "file");
  await app.register(
    async (guarded) => {
      guarded.addHook("onRequest", async (_, reply) => reply.code(401).send("no"));
      guarded.get("/*", async () => "never");
    },
    { prefix: "/guarded/:zone" },
  );
  await app.register(
    async (tenants) => {
      if (inner !== undefined) await tenants.register(plugin, { client: inner });
      tenants.get("/orders/:order", async (request) => request.params);
    },
    { prefix: "/tenants/:tenant" },
  );
  app.get("/throws-sync", () => {
    throw new TypeError("sync failure");
  });
  app.get("/rejects", async () => {
    throw new RangeError("async failure");
  });
  app.get("/no-content", async (_, reply) => reply.code(204).send());
  app.get("/not-modified", async (_, reply) => reply.code(304).send());
  app.get("/redirect", async (_, reply) => reply.code(302).header("location", "/ok").send());
  app.get("/stream", async (_, reply) => reply.send(streamedBody()));
  app.get("/broken-stream", async (_, reply) => reply.send(brokenBody()));
  app.get("/endless", async (_, reply) => reply.send(endlessBody()));
  app.get("/sse", async (_, reply) => {
    const events = new PassThrough();
    events.write(FIRST_EVENT);
    return reply.type("text/event-stream").send(events);
  });
  app.get("/slow", (_request, _reply) => undefined);
  app.get("/me", async (_, reply) => {
    setConsumer(reply, { id: "user-7", name: "Seven", group: "team" });
    return "ok";
  });
  app.get("/nobody", async (request) => {
    setConsumer(request, null);
    return "ok";
  });
  await app.register(async (members) => {
    members.addHook("preHandler", async (request) => setConsumer(request, "member"));
    members.get("/members/:id", async () => "ok");
  });
  app.post(
    "/validated",
    { schema: { body: { type: "object", required: ["id"] } } },
    async () => "never",
  );
  await app.register(
    async (other) => {
      other.get("/deep/:id", async (request) => request.params);
    },
    { prefix: "/inner" },
  );
  app.get("/compressed", async ({ headers }, reply) => {
    const { encoding, body } = compressedBody(headers["accept-encoding"]);
    return reply.type("text/plain").header("content-encoding", encoding).send(body);
  });
  app.get<{ Params: { name: string } }>("/raw/:name", (request, reply) => {
    reply.hijack();
    answerRaw(request.params.name, request.raw, reply.raw);
  });

  await app.listen({ port: 0, host: "127.0.0.1" });
  return { ...(await running(app.server)), close: () => app.close() };
}
