import type { Server } from "node:http";
import { Readable } from "node:stream";
import { node } from "@elysiajs/node";
import type { Peek } from "@peekjs/core";
import { peek, setConsumer } from "@peekjs/elysia";
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
import { Elysia, t } from "elysia";

type NodeMessages = { req: never; res: { once(event: string, listener: () => void): void } };

const nodeOf = (request: Request): NodeMessages =>
  (request as unknown as { runtime: { node: NodeMessages } }).runtime.node;

/** The routes that the conformance suite asks for. */
export async function startApp({ clients, surroundings }: AppSetup<Peek>): Promise<RunningApp> {
  const app = new Elysia({ adapter: node() });
  if (surroundings) {
    app.wrap(
      (fetch) =>
        function before(request: Request) {
          return surroundings.before(() => fetch(request));
        },
    );
  }
  for (const client of clients) app.use(peek(client));
  if (surroundings) {
    app.wrap(
      (fetch) =>
        function after(request: Request) {
          return surroundings.after(() => fetch(request));
        },
    );
  }
  app
    .get("/surroundings", () => surroundings?.tell())
    .get("/ok", () => "ok")
    .post("/echo", async ({ request }) => new Response(await request.arrayBuffer()), {
      parse: "none",
    })
    .get("/users/:id", ({ params }) => params)
    .get("/tenants/:tenant/orders/:order", ({ params }) => params)
    .get("/files/*", () => "file")
    .get("/guarded/:zone/*", () => "never", { beforeHandle: ({ status }) => status(401, "no") })
    .get("/throws-sync", () => {
      throw new TypeError("sync failure");
    })
    .get("/rejects", () => Promise.reject(new RangeError("async failure")))
    .get("/no-content", () => new Response(null, { status: 204 }))
    .get("/not-modified", () => new Response(null, { status: 304 }))
    .get("/redirect", () => new Response(null, { status: 302, headers: { location: "/ok" } }))
    .get("/stream", () => new Response(web(streamedBody())))
    .get("/broken-stream", () => new Response(web(brokenBody())))
    .get("/endless", () => new Response(web(endlessBody())))
    .get("/sse", () => {
      const events = new Readable({ read() {} });
      events.push(FIRST_EVENT);
      return new Response(web(events), { headers: { "content-type": "text/event-stream" } });
    })
    .get(
      "/slow",
      ({ request }) =>
        new Promise<string>((resolve) => {
          nodeOf(request).res.once("close", () => resolve("late"));
        }),
    )
    .get("/me", (context) => {
      setConsumer(context, { id: "user-7", name: "Seven", group: "team" });
      return "ok";
    })
    .get("/nobody", (context) => {
      setConsumer(context, null);
      return "ok";
    })
    .get("/members/:id", () => "ok", {
      beforeHandle: async (context) => {
        await Promise.resolve();
        setConsumer(context, "member");
      },
    })
    .post("/validated", () => "never", {
      body: t.Object({ id: t.String() }),
      error: ({ set }) => {
        set.status = 400;
        return "id is missing";
      },
    })
    .use(new Elysia({ prefix: "/inner" }).get("/deep/:id", ({ params }) => params))
    .get("/compressed", ({ request }) => {
      const { encoding, body } = compressedBody(request.headers.get("accept-encoding"));
      const headers = { "content-type": "text/plain", "content-encoding": encoding };
      return new Response(web(body), { headers });
    })
    .get("/raw/:name", ({ params, request }) => {
      const { req, res } = nodeOf(request);
      answerRaw(params.name, req, res as never);
      return new Promise<void>((resolve) => res.once("close", resolve));
    });
  const server = await new Promise<Server>((resolve) => {
    app.listen({ port: 0, hostname: "127.0.0.1" }, (elysia) =>
      resolve((elysia as unknown as { node: { server: Server } }).node.server),
    );
  });
  return running(server);
}

function web(body: Readable): ReadableStream<Uint8Array> {
  return Readable.toWeb(body) as ReadableStream<Uint8Array>;
}
