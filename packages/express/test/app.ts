import { pipeline } from "node:stream";
import type { Peek } from "@peekjs/core";
import { setConsumer } from "@peekjs/express";
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
import compression from "compression";
import type express from "express";

export type Express = typeof express;

/** The routes that the conformance suite asks for. */
export async function startApp(
  framework: Express,
  wildcard: string,
  { clients, inner, surroundings, isBehindProxy }: AppSetup<Peek>,
  peek: (client: Peek) => express.RequestHandler,
): Promise<RunningApp> {
  const app = framework();
  // Express prints unhandled errors otherwise.
  app.set("env", "test");
  if (isBehindProxy) app.set("trust proxy", 1);
  if (surroundings) app.use((_request, _response, next) => surroundings.before(() => next()));
  for (const client of clients) app.use(peek(client));
  if (surroundings) app.use((_request, _response, next) => surroundings.after(() => next()));

  app.get("/ok", (_, response) => void response.send("ok"));
  app.post("/echo", framework.raw({ limit: "2mb", type: () => true }), (request, response) => {
    response.send(request.body);
  });
  app.get("/users/:id", (request, response) => void response.json(request.params));
  app.get(wildcard, (_, response) => void response.send("file"));
  app.use("/guarded/:zone", (_, response) => void response.sendStatus(401));

  const tenants = framework.Router({ mergeParams: true });
  if (inner !== undefined) tenants.use(peek(inner));
  tenants.get("/orders/:order", (request, response) => void response.json(request.params));
  app.use("/tenants/:tenant", tenants);

  app.get("/throws-sync", () => {
    throw withoutStack(new TypeError("sync failure"));
  });
  app.get("/rejects", async (_request, _response, next) => {
    await Promise.resolve();
    const error = withoutStack(new RangeError("async failure"));
    // Express 4 looks at no promises.
    if (!("lazyrouter" in app)) throw error;
    next(error);
  });
  app.get("/no-content", (_, response) => void response.sendStatus(204));
  app.get("/not-modified", (_, response) => void response.sendStatus(304));
  app.get("/redirect", (_, response) => response.redirect("/ok"));
  app.get("/stream", (_, response) => void pipeline(streamedBody(), response, ignored));
  app.get("/broken-stream", (_, response) => void pipeline(brokenBody(), response, ignored));
  app.get("/endless", (_, response) => void pipeline(endlessBody(), response, ignored));
  app.get("/sse", (_, response) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.write(FIRST_EVENT);
  });
  app.get("/slow", () => undefined);
  app.get("/me", (_, response) => {
    setConsumer(response, { id: "user-7", name: "Seven", group: "team" });
    response.send("ok");
  });
  app.get("/nobody", (request, response) => {
    setConsumer(request, null);
    response.send("ok");
  });
  app.use("/members", async (request, _response, next) => {
    await Promise.resolve();
    setConsumer(request, "member");
    next();
  });
  app.get("/members/:id", (_, response) => void response.send("ok"));
  app.post("/validated", framework.json(), (_request, _response, next) => {
    next(withoutStack(Object.assign(new Error("id is missing"), { status: 400 })));
  });
  const other = framework();
  other.get("/deep/:id", (request, response) => void response.json(request.params));
  app.use("/inner", other);
  app.get("/compressed", compression({ threshold: 0 }), (_, response) => {
    response.type("text").send(COMPRESSIBLE);
  });
  app.get("/surroundings", (_, response) => void response.json(surroundings?.tell()));
  app.get("/raw/:name", (request, response) => {
    answerRaw(request.params["name"], request, response);
  });

  return running(app.listen(0, "127.0.0.1"));
}

/** Express shows the stack outside production, and a middleware more is a line more. */
function withoutStack(error: Error): Error {
  error.stack = error.message;
  return error;
}

function ignored(): void {}
