import { Readable } from "node:stream";
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
import { fromNodeHandler, H3, HTTPError, redirect, serve } from "h3";
import type { Server } from "node:http";

/** The routes that the conformance suite asks for, on h3 2. */
export async function startApp({ clients, surroundings }: AppSetup<Peek>): Promise<RunningApp> {
  const app = new H3({ silent: true });
  if (surroundings) app.use((_, next) => surroundings.before(next));
  for (const client of clients) app.register(peek(client));
  if (surroundings) app.use((_, next) => surroundings.after(next));

  app.get("/ok", () => "ok");
  app.post("/echo", async ({ req }) => new Uint8Array(await req.arrayBuffer()));
  app.get("/users/:id", ({ context }) => context.params);
  app.get("/tenants/:tenant/orders/:order", ({ context }) => context.params);
  app.get("/files/**", () => "file");
  app.use("/guarded/**", ({ res }) => {
    res.status = 401;
    return "no";
  });
  app.get("/guarded/:zone/**", () => "never");
  app.get("/throws-sync", () => {
    throw new TypeError("sync failure");
  });
  app.get("/rejects", () => Promise.reject(new RangeError("async failure")));
  app.get("/no-content", () => new Response(null, { status: 204 }));
  app.get("/not-modified", () => new Response(null, { status: 304 }));
  app.get("/redirect", () => redirect("/ok"));
  app.get("/stream", () => web(streamedBody()));
  app.get("/broken-stream", () => web(brokenBody()));
  app.get("/endless", () => web(endlessBody()));
  app.get("/sse", () => {
    const events = new Readable({ read() {} });
    events.push(FIRST_EVENT);
    return new Response(web(events), { headers: { "content-type": "text/event-stream" } });
  });
  app.get(
    "/slow",
    ({ runtime }) =>
      new Promise<string>((resolve) => runtime!.node!.res!.once("close", () => resolve("late"))),
  );
  app.get("/me", (event) => {
    setConsumer(event, { id: "user-7", name: "Seven", group: "team" });
    return "ok";
  });
  app.get("/nobody", (event) => {
    setConsumer(event, null);
    return "ok";
  });
  app.use("/members/**", async (event) => {
    await Promise.resolve();
    setConsumer(event, "member");
  });
  app.get("/members/:id", () => "ok");
  app.post("/validated", () => {
    throw new HTTPError({ status: 400, message: "id is missing" });
  });
  app.get("/compressed", ({ req }) => {
    const { encoding, body } = compressedBody(req.headers.get("accept-encoding"));
    const headers = { "content-type": "text/plain", "content-encoding": encoding };
    return new Response(web(body), { headers });
  });
  app.get("/surroundings", () => surroundings?.tell());
  app.get("/raw/:name", (event) =>
    fromNodeHandler((request, response) => {
      answerRaw(event.context.params!["name"]!, request as never, response as never);
      return new Promise<void>(
        (resolve) => void (response as never as Server).once("close", resolve),
      );
    })(event),
  );
  app.mount(
    "/inner",
    new H3().get("/deep/:id", ({ context }) => context.params),
  );
  const server = serve(app, { port: 0, hostname: "127.0.0.1", silent: true });
  await server.ready();
  return running(server.node!.server as Server);
}

function web(body: Readable): ReadableStream<Uint8Array> {
  return Readable.toWeb(body) as ReadableStream<Uint8Array>;
}
