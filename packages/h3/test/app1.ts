import { createServer } from "node:http";
import type { Peek } from "@peekjs/core";
import { peek, setConsumer } from "@peekjs/h3";
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
import {
  createApp,
  createError,
  createRouter,
  eventHandler,
  readRawBody,
  sendNoContent,
  sendRedirect,
  sendStream,
  setResponseStatus,
  toNodeListener,
  useBase,
} from "h3-1";

/** The routes that the conformance suite asks for, on h3 1. */
export async function startApp({ clients, surroundings }: AppSetup<Peek>): Promise<RunningApp> {
  const app = createApp();
  // What wraps the app's handler later comes first.
  const wrap = (call: (next: () => unknown) => unknown): void => {
    const { handler } = app;
    app.handler = Object.assign(((event) => call(() => handler(event))) as typeof handler, handler);
  };
  if (surroundings) wrap((next) => surroundings.after(next));
  for (const client of clients) peek(client)(app);
  if (surroundings) wrap((next) => surroundings.before(next));

  app.use(
    eventHandler(async (event) => {
      if (event.path.startsWith("/members/")) {
        await Promise.resolve();
        setConsumer(event, "member");
      }
      if (event.path.startsWith("/guarded/")) {
        setResponseStatus(event, 401);
        return "no";
      }
      return undefined;
    }),
  );
  const router = createRouter();
  const get = (path: string, handler: Parameters<typeof eventHandler>[0]): void =>
    void router.add(path, eventHandler(handler as never), ["get", "head"]);
  get("/ok", () => "ok");
  router.post(
    "/echo",
    eventHandler(async (event) => (await readRawBody(event, false)) ?? ""),
  );
  get("/users/:id", ({ context }) => context.params);
  get("/tenants/:tenant/orders/:order", ({ context }) => context.params);
  get("/files/**", () => "file");
  get("/throws-sync", () => {
    throw new TypeError("sync failure");
  });
  get("/rejects", () => Promise.reject(new RangeError("async failure")));
  get("/no-content", (event) => sendNoContent(event));
  get("/not-modified", (event) => sendNoContent(event, 304));
  get("/redirect", (event) => sendRedirect(event, "/ok"));
  // `sendStream` waits for ever behind another answer of the same connection.
  get("/stream", ({ node }) => {
    streamedBody().pipe(node.res);
    return new Promise((resolve) => node.res.once("close", resolve));
  });
  get("/broken-stream", ({ node }) => {
    const body = brokenBody();
    body.on("error", () => node.res.destroy()).pipe(node.res);
    return new Promise((resolve) => node.res.once("close", resolve));
  });
  get("/endless", (event) => sendStream(event, endlessBody()));
  get("/sse", ({ node }) => {
    node.res.writeHead(200, { "content-type": "text/event-stream" }).write(FIRST_EVENT);
    return new Promise((resolve) => node.res.once("close", resolve));
  });
  get("/slow", ({ node }) => new Promise((resolve) => node.res.once("close", resolve)));
  get("/me", (event) => {
    setConsumer(event, { id: "user-7", name: "Seven", group: "team" });
    return "ok";
  });
  get("/nobody", (event) => {
    setConsumer(event, null);
    return "ok";
  });
  get("/members/:id", () => "ok");
  router.post(
    "/validated",
    eventHandler(() => {
      throw createError({ statusCode: 400, message: "id is missing" });
    }),
  );
  get("/compressed", ({ node }) => {
    const { encoding, body } = compressedBody(node.req.headers["accept-encoding"]);
    node.res.setHeader("content-type", "text/plain").setHeader("content-encoding", encoding);
    body.pipe(node.res);
    return new Promise((resolve) => node.res.once("close", resolve));
  });
  get("/surroundings", () => surroundings?.tell());
  get("/raw/:name", ({ context, node }) => {
    const closed = new Promise((resolve) => node.res.once("close", resolve));
    answerRaw(context.params!["name"]!, node.req, node.res);
    return closed;
  });
  const inner = createRouter().get(
    "/deep/:id",
    eventHandler(({ context }) => context.params),
  );
  app.use(router);
  app.use("/inner", useBase("/inner", inner.handler));
  return running(createServer(toNodeListener(app)).listen(0, "127.0.0.1"));
}
