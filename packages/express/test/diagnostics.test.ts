import { once } from "node:events";
import { createServer, get } from "node:http";
import type { AddressInfo } from "node:net";
import { createPeek } from "@peekjs/core";
import { peek } from "@peekjs/express";
import { attach } from "@peekjs/node";
import { startClient } from "@peekjs/testing/conformance";
import type { RequestHandler } from "express";
import request from "supertest";
import { describe, expect, test } from "vitest";
import { stackOf } from "../src/route/layer.ts";
import { FRAMEWORKS } from "./frameworks.ts";

test.each(FRAMEWORKS)(
  "%s: says once that routes come before peek(), and that it is registered twice",
  async (_, framework) => {
    const { client, endpoint, said } = await startClient(createPeek);
    const app = framework();
    app.get("/early", (_request, response) => void response.send("unseen"));
    app.all("/all", (_request, response) => void response.send("unseen"));
    app.use("/router", framework.Router());
    app.route("/all").all((_request, response) => void response.send("unseen"));
    app.use(peek(client), peek(client));
    app.get("/late", (_request, response) => void response.send("seen"));
    for (let i = 0; i < 3; i++) await request(app).get("/late");
    await client.shutdown();
    expect(said).toEqual([
      expect.stringMatching(/^PEEK_W_AFTER_ROUTES: .*after GET \/early, ALL \/all, and 2 more:/),
      expect.stringMatching(/^PEEK_W_DOUBLE: /),
    ]);
    expect(endpoint.requests).toHaveLength(3);
    const diagnostics = endpoint.envelopes.flatMap((envelope) => envelope.diagnostics);
    expect(diagnostics.map(({ code }) => code)).toContain("PEEK_W_AFTER_ROUTES");
  },
);

test.each(FRAMEWORKS)(
  "%s: a route before peek() that passes requests on is a middleware: said once it answers one",
  async (_, framework) => {
    const { client, endpoint, said } = await startClient(createPeek);
    const app = framework();
    app.all(/.*/, ({ url }, response, next) => {
      if (url === "/refused") response.sendStatus(401);
      else next();
    });
    app.use(peek(client));
    app.get("/late", (_request, response) => void response.send("seen"));
    await request(app).get("/late").expect("seen");
    expect(said).toEqual([]);
    const server = app.listen();
    await request(server).get("/late").expect("seen");
    await request(server).get("/refused").expect(401);
    server.close();
    await client.shutdown();
    expect(said).toEqual([
      expect.stringMatching(/^PEEK_W_AFTER_ROUTES: .*GET \/refused was answered before peek\(\)/),
    ]);
    expect(endpoint.requests).toHaveLength(2);
  },
);

/** Wraps the handlers of an app as tracers do, and packages that take care of promises: names of properties are kept. */
function wrapHandlers(app: object): void {
  for (const layer of stackOf(app)!) {
    const handle = layer.handle as (...args: unknown[]) => unknown;
    const wrapper = (received: unknown, response: unknown, next: unknown): unknown =>
      handle(received, response, next);
    Object.assign(layer, { handle: Object.assign(wrapper, handle) });
  }
}

test.each(FRAMEWORKS)(
  "%s: says that routes come before peek() also where handlers are wrapped",
  async (_, framework) => {
    const { client, said } = await startClient(createPeek);
    const app = framework();
    app.get("/early", (_request, response) => void response.send("unseen"));
    app.use(peek(client));
    app.get("/late", (_request, response) => void response.send("seen"));
    wrapHandlers(app);
    await request(app).get("/late").expect("seen");
    expect(said).toEqual([expect.stringMatching(/^PEEK_W_AFTER_ROUTES: .*after GET \/early:/)]);
  },
);

test.each(FRAMEWORKS)(
  "%s: says what is answered before peek() also where a wrapper keeps its name alone",
  async (_, framework) => {
    const { client, said } = await startClient(createPeek);
    const app = framework();
    app.use("/admin", (_request, response) => void response.sendStatus(401));
    const observe = peek(client);
    const wrapper: RequestHandler = async (received, response, next) => {
      await observe(received, response, next);
    };
    app.use(Object.defineProperty(wrapper, "name", { value: observe.name }));
    app.get("/late", (_request, response) => void response.send("seen"));
    const server = app.listen();
    await request(server).get("/late").expect("seen");
    await request(server).get("/admin").expect(401);
    server.close();
    await client.shutdown();
    expect(said).toEqual([
      expect.stringMatching(/^PEEK_W_AFTER_ROUTES: .*GET \/admin was answered before peek\(\)/),
    ]);
  },
);

test.each(FRAMEWORKS)(
  "%s: says what is answered before a peek() under all paths, not under one",
  async (name, framework) => {
    const answers = async (path: string): Promise<readonly string[]> => {
      const { client, said } = await startClient(createPeek);
      const app = framework();
      app.use("/admin", (_request, response) => void response.sendStatus(401));
      app.use(path, peek(client));
      app.use((_request, response) => void response.send("ok"));
      const server = app.listen();
      for (const each of ["/late/1", "/admin", "/", "/late"]) await request(server).get(each);
      server.close();
      await client.shutdown();
      return said;
    };
    expect(await answers(name === "express 4" ? "/*" : "/{*path}")).toEqual([
      expect.stringMatching(/^PEEK_W_AFTER_ROUTES: .*GET \/admin was answered before peek\(\)/),
    ]);
    expect(await answers("/:area")).toEqual([]);
    expect(await answers("/late")).toEqual([]);
  },
);

test.each(FRAMEWORKS)(
  "%s: what the server refuses is recorded also where handlers are wrapped",
  async (_, framework) => {
    const { client, endpoint } = await startClient(createPeek);
    const app = framework();
    app.use(peek(client));
    app.get("/", (_request, response) => void response.send("seen"));
    wrapHandlers(app);
    const server = app.listen();
    await request(server).get("/");
    const { port } = server.address() as AddressInfo;
    await once(get({ port, setHost: false }), "response");
    await client.shutdown();
    expect(endpoint.requests).toMatchObject([{ status: 200 }, { status: 400 }]);
    server.close();
  },
);

test.each(FRAMEWORKS)(
  "%s: says nothing of a request that the app hands to itself once more",
  async (_, framework) => {
    const { client, endpoint, said } = await startClient(createPeek);
    const app = framework();
    app.use(peek(client));
    app.get("/old", (received, response) => {
      received.url = "/new";
      app(received, response);
    });
    app.get("/new", (_request, response) => void response.send("new"));
    await request(app).get("/old").expect("new");
    await client.shutdown();
    expect(endpoint.requests).toMatchObject([{ path: "/old", status: 200 }]);
    expect(said).toEqual([]);
  },
);

describe.each(FRAMEWORKS)("a middleware before peek() in %s", (_, framework) => {
  test("is told of when it answers", async () => {
    const { client, said } = await startClient(createPeek);
    const app = framework();
    app.use((received, response, next) =>
      received.path === "/blocked" ? void response.sendStatus(403) : next(),
    );
    app.use(peek(client));
    const server = app.listen();
    await request(server).get("/");
    expect(said).toEqual([]);
    for (let i = 0; i < 2; i++) await request(server).get("/blocked");
    expect(said).toEqual([
      expect.stringMatching(/^PEEK_W_AFTER_ROUTES: GET \/blocked was answered before peek\(\)/),
    ]);
    server.close();
  });

  test("is recorded where attach() sees the server too", async () => {
    const { client, endpoint, codes } = await startClient(createPeek);
    const app = framework();
    app.get("/early", (_request, response) => void response.send("early"));
    app.use(peek(client)).get("/late", (_request, response) => void response.send("late"));
    const server = createServer(app);
    attach(server, client);
    for (const path of ["/late", "/early"]) await request(server).get(path);
    await client.shutdown();
    expect(endpoint.requests).toMatchObject([
      { route: "/late", status: 200 },
      { path: "/early", status: 200 },
    ]);
    expect(codes).toEqual(["PEEK_W_AFTER_ROUTES"]);
  });

  test("is not meant by what another handler takes off the server", async () => {
    const { client, said } = await startClient(createPeek);
    const app = framework();
    app.use(peek(client));
    const server = createServer((incoming, outgoing) => {
      if (incoming.url === "/socket.io/") outgoing.end("taken");
      else app(incoming as never, outgoing as never);
    }).listen();
    for (const path of ["/", "/socket.io/", "/"]) await request(server).get(path);
    expect(said).toEqual([]);
    server.close();
  });

  test.each(["under a path", "in a route", "in a mounted app"])(
    "is no mistake where peek() is used %s",
    async (where) => {
      const { client, said } = await startClient(createPeek);
      const app = framework();
      const inner = framework();
      if (where === "under a path") app.use("/observed", peek(client));
      if (where === "in a route") app.get("/observed", peek(client));
      if (where === "in a mounted app") app.use("/observed", inner.use(peek(client)));
      const server = app.listen();
      for (const path of ["/observed", "/other"]) await request(server).get(path);
      expect(said).toEqual([]);
      server.close();
    },
  );
});
