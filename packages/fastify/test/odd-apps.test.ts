import { once } from "node:events";
import { createServer, type IncomingMessage, request } from "node:http";
import { connect as connectHttp2, type ClientHttp2Session } from "node:http2";
import { type AddressInfo, connect } from "node:net";
import { Readable } from "node:stream";
import { createPeek, type Peek } from "@peekjs/core";
import { peekPlugin, setConsumer } from "@peekjs/fastify";
import { attach } from "@peekjs/node";
import type { RecordingEndpoint } from "@peekjs/testing";
import { startClient } from "@peekjs/testing/conformance";
import { fastify as fastify5, type FastifyInstance } from "fastify";
import { fastify as fastify4 } from "fastify4";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

let endpoint: RecordingEndpoint;
let client: Peek;
let said: string[];
beforeEach(async () => {
  ({ client, endpoint, codes: said } = await startClient(createPeek));
});
afterEach(async () => {
  await client.shutdown();
  expect(said).toEqual([]);
});

const FRAMEWORKS = [
  ["fastify 5", fastify5],
  ["fastify 4", fastify4 as unknown as typeof fastify5],
] as const;

describe.each(FRAMEWORKS)("%s", (_, fastify) => {
  async function prepare(app: FastifyInstance): Promise<FastifyInstance> {
    await app.register(peekPlugin, { client });
    app.get("/users/:id", async ({ params }) => params);
    app.post("/echo", async ({ body }) => body);
    app.get("/stream", (_request, reply) => reply.send(Readable.from(["one", "two"])));
    app.get("/me", async (_request, reply) => {
      setConsumer(reply, "acme");
      return "me";
    });
    return app;
  }

  test("a request that its handler passes on has no route, those before and after it have", async () => {
    const app = await prepare(fastify());
    app.get<{ Params: { id: string } }>("/posts/:id", async ({ params }, reply) => {
      if (params.id === "2") reply.callNotFound();
      else return params;
      return reply;
    });
    for (const id of [1, 2, 3]) await app.inject(`/posts/${id}`);
    await app.close();
    await client.shutdown();
    const shown = endpoint.requests.map(({ path, route, status }) => [path, route, status]);
    expect(shown).toEqual([
      ["/posts/1", "/posts/:id", 200],
      ["/posts/2", undefined, 404],
      ["/posts/3", "/posts/:id", 200],
    ]);
  });

  test("inject and real requests, one among the other", async () => {
    const app = await prepare(fastify());
    const origin = await app.listen({ host: "127.0.0.1", port: 0 });
    for (let i = 0; i < 3; i++) {
      await app.inject("/users/7");
      await (await fetch(`${origin}/users/7`)).text();
      await app.inject({ method: "POST", url: "/echo", payload: { a: 1 } });
      await app.inject({ method: "HEAD", url: "/users/7" });
      await app.inject("/stream");
      await app.inject("/me");
      await Promise.all([app.inject("/me"), fetch(`${origin}/me`), app.inject("/users/7")]);
    }
    await app.close();
    await client.shutdown();
    const shown = endpoint.requests.map(
      ({ method, route, status, outcome, requestBytes, responseBytes, consumer }) =>
        [method, route, status, outcome, requestBytes, responseBytes, consumer].join(" "),
    );
    const user = "GET /users/:id 200  0 10 ";
    const me = "GET /me 200  0 2 acme";
    const once = [user, user, user, "POST /echo 200  7 7 ", "HEAD /users/:id 200  0 0 "];
    const expected = [...once, "GET /stream 200  0 6 ", me, me, me];
    expect(shown.sort()).toEqual([...expected, ...expected, ...expected].sort());
  });

  test("a request whose message the app replaces with a proxy, as @fastify/express lets it", async () => {
    const app = await prepare(fastify());
    app.addHook("onRequest", async (request) => {
      (request as { raw: IncomingMessage }).raw = new Proxy(request.raw, {});
    });
    app.get("/proxied", async (request) => {
      setConsumer(request, "acme");
      return "me";
    });
    const origin = await app.listen({ host: "127.0.0.1", port: 0 });
    for (let i = 0; i < 2; i++) await (await fetch(`${origin}/proxied`)).text();
    await app.close();
    await client.shutdown();
    const record = { route: "/proxied", status: 200, consumer: "acme" };
    expect(endpoint.requests).toMatchObject([record, record]);
  });

  test("a server that the app makes itself", async () => {
    const app = await prepare(
      fastify({
        serverFactory: (handler) => createServer((request, response) => handler(request, response)),
      }),
    );
    const origin = await app.listen({ host: "127.0.0.1", port: 0 });
    for (let i = 0; i < 2; i++) await (await fetch(`${origin}/users/7`)).text();
    await app.close();
    await client.shutdown();
    const record = { route: "/users/:id", status: 200, responseBytes: 10 };
    expect(endpoint.requests).toMatchObject([record, record]);
  });

  test("HTTP/2", async () => {
    const app = await prepare(fastify({ http2: true }) as unknown as FastifyInstance);
    const origin = await app.listen({ host: "127.0.0.1", port: 0 });
    const session = connectHttp2(origin);
    await ask(session, "/users/7");
    await Promise.all([ask(session, "/me"), ask(session, "/stream"), ask(session, "/nope")]);
    session.close();
    await once(session, "close");
    await app.close();
    await client.shutdown();
    const shown = endpoint.requests.map(
      ({ route, status, protocol, responseBytes, consumer }) =>
        `${route} ${status} ${protocol} ${route === undefined ? "" : responseBytes} ${consumer}`,
    );
    expect(shown.sort()).toEqual([
      "/me 200 2 2 acme",
      "/stream 200 2 6 undefined",
      "/users/:id 200 2 10 undefined",
      "undefined 404 2  undefined",
    ]);
  });

  test("what Fastify refuses before any hook", async () => {
    const app = await prepare(fastify({ forceCloseConnections: true }));
    const origin = new URL(await app.listen({ host: "127.0.0.1", port: 0 }));
    const socket = connect(Number(origin.port), "127.0.0.1").resume();
    const head = " HTTP/1.1\r\nHost: a\r\nX-API-Key: k\r\n";
    // The first request of all, one behind another, and one that a hook has seen between them.
    socket.write(`GET /%${head}\r\nGET /users/%zz?q=1${head}\r\nGET /users/7${head}\r\n`);
    socket.write(`POST /%zz${head}Content-Length: 2\r\nConnection: close\r\n\r\nhi`);
    await once(socket, "close");
    await app.inject("/%");
    await app.close();
    await client.shutdown();
    const refused = { status: 400, protocol: "1.1", responseBytes: expect.any(Number) };
    const records = endpoint.requests;
    expect(records).toMatchObject([
      { ...refused, path: "/%" },
      { ...refused, path: "/users/%zz" },
      { route: "/users/:id", status: 200 },
      { ...refused, method: "POST", path: "/%zz" },
    ]);
    for (const { route, durationMs, consumerSource, ttfbMs } of records.filter(
      ({ status }) => status === 400,
    )) {
      expect([route, consumerSource, ttfbMs]).toEqual([undefined, "api_key", undefined]);
      expect(durationMs).toBeGreaterThan(0);
    }
  });

  test("what Fastify refuses on another address of localhost", async () => {
    const app = await prepare(fastify({ forceCloseConnections: true }));
    await app.listen({ host: "localhost", port: 0 });
    const addresses = app.addresses() as AddressInfo[];
    for (const { address, port } of addresses) {
      const host = address.includes(":") ? `[${address}]` : address;
      for (const path of ["/users/7", "/%zz"]) {
        const outgoing = request(`http://${host}:${port}/`, { path, agent: false }).end();
        const [response] = (await once(outgoing, "response")) as [IncomingMessage];
        await once(response.resume(), "end");
      }
    }
    await app.close();
    await client.shutdown();
    const refused = endpoint.requests.filter(({ status }) => status === 400);
    expect(refused).toHaveLength(addresses.length);
    expect(endpoint.requests).toHaveLength(2 * addresses.length);
  });

  test("what a hook answers that is registered before: said once, no record", async () => {
    const app = fastify();
    app.addHook("onRequest", async ({ method, url }, reply) => {
      if (method === "OPTIONS") return reply.code(204).send();
      if (url === "/health") return reply.code(503).send();
    });
    await prepare(app);
    const origin = await app.listen({ host: "127.0.0.1", port: 0 });
    await (await fetch(`${origin}/users/7`)).text();
    for (let i = 0; i < 2; i++) await fetch(`${origin}/me?q=1`, { method: "OPTIONS" });
    await (await fetch(`${origin}/health`)).text();
    await app.close();
    await client.shutdown();
    expect(endpoint.requests).toMatchObject([{ route: "/users/:id" }]);
    expect(said.splice(0)).toEqual(["PEEK_W_AFTER_ROUTES"]);
  });

  test("with attach() what a hook answers that is registered before", async () => {
    const app = fastify();
    app.addHook("onRequest", async ({ url }, reply) => {
      if (url === "/health") return reply.code(503).send();
    });
    await prepare(app);
    attach(app.server, client);
    const origin = await app.listen({ host: "127.0.0.1", port: 0 });
    for (const path of ["/users/7", "/health"]) await (await fetch(origin + path)).text();
    await app.close();
    await client.shutdown();
    expect(endpoint.requests).toMatchObject([
      { route: "/users/:id", status: 200 },
      { path: "/health", status: 503 },
    ]);
  });

  test("what another listener of the server takes, as Socket.IO does: said once, with what to do", async () => {
    const { client: own, said: messages } = await startClient(createPeek);
    const app = fastify({
      serverFactory: (handle) =>
        createServer((incoming, outgoing) => {
          if (incoming.url === "/socket.io/") outgoing.end("taken");
          else handle(incoming, outgoing);
        }),
    });
    await app.register(peekPlugin, { client: own });
    const origin = await app.listen({ host: "127.0.0.1", port: 0 });
    for (let i = 0; i < 2; i++) await (await fetch(`${origin}/socket.io/`)).text();
    await app.close();
    await own.shutdown();
    expect(messages).toEqual([
      "PEEK_W_AFTER_ROUTES: GET /socket.io/ was answered before peekPlugin saw it. What a hook answers that is registered above it is invisible: register peekPlugin first. What another listener of the server takes, as Socket.IO does, or Fastify 4 refuses for its method, as QUERY, no hook sees: attach() of @peekjs/node records it.",
    ]);
  });

  test("a reply that the app hijacks and ends itself", async () => {
    const app = await prepare(fastify());
    app.get("/hijacked", (_request, reply) => {
      reply.hijack();
      reply.raw.end("hijacked");
    });
    const origin = await app.listen({ host: "127.0.0.1", port: 0 });
    await (await fetch(`${origin}/hijacked`)).text();
    await app.inject("/hijacked");
    await app.close();
    await client.shutdown();
    const record = { route: "/hijacked", status: 200, responseBytes: 8 };
    expect(endpoint.requests).toMatchObject([record, record]);
  });

  test("two apps in one process, and one behind the other's server", async () => {
    const inner = await prepare(fastify());
    await inner.ready();
    const outer = await prepare(fastify());
    outer.all("/inner/*", (request, reply) => {
      reply.hijack();
      request.raw.url = request.raw.url!.slice("/inner".length);
      inner.routing(request.raw, reply.raw);
    });
    await outer.inject("/inner/users/7");
    const origin = await outer.listen({ host: "127.0.0.1", port: 0 });
    await (await fetch(`${origin}/users/7`)).text();
    await outer.close();
    await inner.close();
    await client.shutdown();
    expect(endpoint.requests.map(({ path, status }) => `${path} ${status}`)).toEqual([
      "/inner/users/7 200",
      "/users/7 200",
    ]);
    expect(said.splice(0)).toEqual(["PEEK_W_DOUBLE"]);
  });
});

test.each([
  ["said once, no record", false, ["PEEK_W_AFTER_ROUTES"]],
  ["recorded with attach()", true, []],
])("a method that Fastify 4 does not know: %s", async (_, isAttached, expected) => {
  const app = fastify4();
  await app.register(peekPlugin as never, { client } as never);
  if (isAttached) attach(app.server, client);
  await app.listen({ host: "127.0.0.1", port: 0 });
  const { port } = app.server.address() as AddressInfo;
  for (let i = 0; i < 2; i++) {
    const socket = connect(port, "127.0.0.1").resume();
    socket.write("QUERY /users HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n");
    await once(socket, "close");
  }
  await app.close();
  await client.shutdown();
  const record = { method: "QUERY", path: "/users", status: 404 };
  expect(endpoint.requests).toMatchObject(isAttached ? [record, record] : []);
  expect(said.splice(0)).toEqual(expected);
});

async function ask(session: ClientHttp2Session, path: string): Promise<void> {
  const stream = session.request({ ":path": path });
  await once(stream.resume(), "close");
}
