import { once } from "node:events";
import { createServer, get, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import { createPeek, type Peek } from "@peekjs/core";
import { peek, setConsumer } from "@peekjs/h3";
import type { RecordingEndpoint } from "@peekjs/testing";
import { callListenerOverHttp2, running, startClient } from "@peekjs/testing/conformance";
import { fromNodeHandler, H3, HTTPError, type H3Event, toNodeHandler, withBase } from "h3";
import {
  createApp,
  createError,
  createRouter,
  eventHandler,
  toNodeListener,
  toPlainHandler,
  toWebHandler,
  useBase,
} from "h3-1";
import { beforeEach, describe, expect, test, vi } from "vitest";

let endpoint: RecordingEndpoint;
let client: Peek;
let codes: string[];
beforeEach(async () => {
  ({ client, endpoint, codes } = await startClient(createPeek));
});

test("h3 1 without a Node server, as Nitro calls itself: one whole record a call", async () => {
  const router = createRouter();
  router.get(
    "/users/:id",
    eventHandler(() => "seven"),
  );
  router.get(
    "/refused",
    eventHandler(() => {
      throw createError({ statusCode: 403 });
    }),
  );
  router.get(
    "/streams/:id",
    eventHandler(() => new Response("in parts").body),
  );
  const app = createApp();
  peek(client)(app);
  app.use(router.handler);
  const answer = await toWebHandler(app)(new Request("http://app.test/users/7"));
  expect(await answer.text()).toBe("seven");
  await toPlainHandler(app)({ method: "GET", path: "/refused", headers: {} });
  await toWebHandler(app)(new Request("http://app.test/streams/7"));
  await client.flush();
  expect(endpoint.requests).toMatchObject([
    { route: "/users/:id", path: "/users/7", status: 200 },
    { route: "/refused", status: 403, errorType: "H3Error" },
    { route: "/streams/:id", path: "/streams/7", status: 200 },
  ]);
  for (const request of endpoint.requests) expect(request.outcome ?? "completed").toBe("completed");
});

describe("h3 2 without a Node server", () => {
  test("routes, mounted apps, errors and what nothing matched", async () => {
    const app = new H3({ silent: true }).register(peek(client));
    app.get("/users/:id", ({ context }) => context.params);
    app.get("/fails", () => {
      throw new TypeError("no");
    });
    app.get("/refused", () => {
      throw new HTTPError({ status: 403, message: "not yours" });
    });
    app.mount(
      "/inner",
      new H3().get("/deep/:id", () => "deep"),
    );
    for (const path of ["/users/7?x=1", "/fails", "/refused", "/inner/deep/7", "/nope", "/%"]) {
      await app.request(path);
    }
    await client.flush();
    expect(endpoint.requests).toMatchObject([
      { route: "/users/:id", path: "/users/7", status: 200 },
      { route: "/fails", status: 500, errorType: "TypeError", errorMessage: "no" },
      { route: "/refused", status: 403, errorType: "HTTPError" },
      { route: "/inner/deep/:id", status: 200 },
      { path: "/nope", status: 404 },
      { path: "/%", status: 400 },
    ]);
    expect(endpoint.requests[4]).not.toHaveProperty("route");
    expect(endpoint.requests[4]).not.toHaveProperty("errorType");
    expect(endpoint.envelopes[0]!.batch.sdk?.name).toBe("@peekjs/h3");
  });

  test("errors that handlers return", async () => {
    const app = new H3({ silent: true }).register(peek(client));
    app.get("/now", () => new HTTPError({ status: 402 }));
    app.get("/later", async () => new RangeError("no"));
    for (const path of ["/now", "/later"]) await app.request(path);
    await client.flush();
    expect(endpoint.requests).toMatchObject([
      { status: 402, errorType: "HTTPError" },
      { status: 500, errorType: "RangeError" },
    ]);
  });

  test("options whose functions are given h3's own event, or what the app names", () => {
    const own = peek(client, { ignore: ({ req }) => req.headers.has("x-probe") });
    const named = peek<H3Event & { user: string }>(client, {
      identifyConsumer: ({ user }) => user,
    });
    // @ts-expect-error an event has no user of its own
    const mistaken = peek(client, { identifyConsumer: ({ user }) => user });
    for (const plugin of [own, named, mistaken]) expect(plugin).toBeTypeOf("function");
  });

  test("the app's own event for identifyConsumer, setConsumer before it", async () => {
    const identifyConsumer = ({ context }: H3Event): string => String(context["user"]);
    const app = new H3({ plugins: [peek(client, { identifyConsumer })] });
    app.use(({ context }) => {
      context["user"] = "from the event";
    });
    app.get("/a", () => "ok");
    app.get("/b", (event) => {
      setConsumer(event, "set");
      return "ok";
    });
    await app.request("/a");
    await app.request("/b");
    await client.flush();
    expect(endpoint.requests).toMatchObject([{ consumer: "from the event" }, { consumer: "set" }]);
  });

  test("errors of the onRequest hook, with the app's own event", async () => {
    const identifyConsumer = ({ url, context }: H3Event): string =>
      `${String(context["user"])} ${url.pathname}`;
    for (const onRequest of [
      ({ context, url }: H3Event): void => {
        context["user"] = "seven";
        if (url.pathname === "/fails") throw new RangeError("sync");
      },
      async ({ context, url }: H3Event): Promise<void> => {
        context["user"] = "eight";
        if (url.pathname === "/fails") throw new TypeError("async");
      },
    ]) {
      const app = new H3({ silent: true, onRequest }).register(peek(client, { identifyConsumer }));
      app.get("/ok", () => "ok");
      for (const path of ["/fails", "/ok"]) await app.request(path);
    }
    await client.flush();
    expect(endpoint.requests).toMatchObject([
      { status: 500, errorType: "RangeError", errorMessage: "sync", consumer: "seven /fails" },
      { status: 200, route: "/ok", consumer: "seven /ok" },
      { status: 500, errorType: "TypeError", errorMessage: "async", consumer: "eight /fails" },
      { status: 200, route: "/ok", consumer: "eight /ok" },
    ]);
    expect(endpoint.requests[1]).not.toHaveProperty("errorType");
  });

  test("the hook of a configuration that several apps share, and one that is frozen", async () => {
    const calls: unknown[] = [];
    const onRequest = function (this: unknown): never {
      calls.push(this);
      throw new RangeError("no");
    };
    const config = { silent: true, onRequest };
    const frozen = Object.freeze({ ...config });
    for (const each of [config, config, frozen]) {
      const app = new H3(each).register(peek(client)).get("/", () => "ok");
      expect((await app.request("/")).status).toBe(500);
    }
    expect(config.onRequest).toBe(onRequest);
    expect(calls).toHaveLength(3);
    await client.flush();
    const failed = { status: 500, errorType: "RangeError" };
    expect(endpoint.requests).toMatchObject([failed, failed, failed]);
  });

  test("an event for identifyConsumer also of a path that h3 refuses", async () => {
    const identifyConsumer = ({ url, req, method, headers, path, context }: H3Event): string =>
      [url.pathname, req.method, method, headers.get("x-user"), path, typeof context].join(" ");
    const app = new H3({ silent: true }).register(peek(client, { identifyConsumer }));
    await app.request("/%?a=1", { headers: { "x-user": "seven" } });
    await client.flush();
    expect(endpoint.requests).toMatchObject([
      { status: 400, consumer: "/% GET GET seven /%?a=1 object" },
    ]);
  });

  test("an answer that comes at once comes at once", () => {
    const response = new Response("ok");
    const app = new H3().register(peek(client)).get("/", () => response);
    expect(app.request("/")).toBe(response);
  });

  test("registered twice with the same client: said once, one record", async () => {
    const app = new H3().register(peek(client)).register(peek(client));
    app.get("/", () => "ok");
    await app.request("/");
    await client.flush();
    expect(codes).toEqual(["PEEK_W_DOUBLE"]);
    expect(endpoint.requests).toHaveLength(1);
  });
});

test("h3 1: prefixes of layers and of useBase belong to the template", async () => {
  const app = createApp();
  const router = createRouter()
    .get(
      "/users/:id",
      eventHandler(() => "user"),
    )
    .get(
      "/files/**",
      eventHandler(() => "file"),
    );
  const based = createRouter().get(
    "/deep/:id",
    eventHandler(() => "deep"),
  );
  app.use("/api", router.handler);
  app.use("/base", useBase("/base", based.handler));
  peek(client)(app);
  const server = await running(createServer(toNodeListener(app)).listen(0, "127.0.0.1"));
  for (const path of ["/api/users/7?x=1", "/api/files/a/b", "/base/deep/7/", "/api/nope"]) {
    await (await fetch(`http://127.0.0.1:${server.port}${path}`)).text();
  }
  await server.close();
  await client.flush();
  expect(endpoint.requests.map(({ route }) => route)).toEqual([
    "/api/users/:id",
    "/api/files/**",
    "/base/deep/:id",
    undefined,
  ]);
  expect(endpoint.requests[3]).not.toHaveProperty("errorType");
});

test("h3 1: layers whose handler answers without a router", async () => {
  const app = createApp();
  peek(client)(app);
  const say = (text: string) => eventHandler(() => text);
  app.use(
    "/guarded",
    eventHandler((event) => (event.path.startsWith("/open") ? undefined : "no")),
  );
  app.use("/hello", say("hello"));
  app.use(
    "/fails",
    eventHandler(() => {
      throw createError({ statusCode: 404, message: "no such thing" });
    }),
  );
  app.use("/nested", createApp().use("/deep", say("deep")).handler);
  app.use("/based", useBase("/inner", say("based")));
  app.use("/only", say("only"), { match: (path) => path === "/this" });
  app.use("/routed", createRouter().get("/**", say("routed")).handler);
  app.use(eventHandler((event) => (event.path === "/any" ? "any" : undefined)));
  const answer = toWebHandler(app);
  const asked = [
    ["/hello", "/hello/**"],
    ["/hello?x=1", "/hello/**"],
    ["/hello/a/b", "/hello/**"],
    ["/guarded/7", "/guarded/**"],
    ["/guarded/open", undefined],
    ["/fails/7", "/fails/**"],
    ["/nested/deep/7", "/nested/deep/**"],
    ["/based/7", "/based/**"],
    ["/only/this", "/only/**"],
    ["/only/that", undefined],
    ["/routed", "/routed/**"],
    ["/h%65llo/x", undefined],
    ["/any", undefined],
    ["/nope", undefined],
  ] as const;
  for (const [path] of asked) await answer(new Request(`http://app.test${path}`));
  await client.flush();
  expect(endpoint.requests.map(({ route }, i) => [asked[i]![0], route])).toEqual(asked);
  expect(endpoint.requests[5]).toMatchObject({ status: 404, errorMessage: "no such thing" });
  expect(endpoint.requests[13]).not.toHaveProperty("errorType");
});

test("what Node refuses in front of h3, from the second request on, and h3 itself", async () => {
  const app = new H3().register(peek(client)).get("/a", () => "a");
  const server = createServer(toNodeHandler(app)).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  for (const headers of [{}, { expect: "no" }]) {
    const [answer] = (await once(get({ port, path: "/a", headers }), "response")) as [
      IncomingMessage,
    ];
    await once(answer.resume(), "end");
  }
  await (await fetch(`http://127.0.0.1:${port}/%`)).text();
  server.close();
  await client.shutdown();
  expect(endpoint.requests).toMatchObject([
    { status: 200 },
    { path: "/a", status: 417 },
    { path: "/%", status: 400 },
  ]);
});

test("h3 2: the base of what its client leaves, and of wildcards, belongs to the template", async () => {
  let reach = (): void => {};
  const reached = new Promise<void>((resolve) => (reach = resolve));
  const inner = new H3()
    .get("/slow/:id", ({ runtime }) => {
      reach();
      return new Promise<string>((resolve) =>
        runtime!.node!.res!.once("close", () => resolve("late")),
      );
    })
    .get("/files/**", () => "file");
  const app = new H3().register(peek(client)).all("/base/**", withBase("/base", inner));
  app.all("/tenants/:tenant/**", (event) => {
    event.url.pathname = event.url.pathname.replace(/^\/tenants\/\w+/, "");
    return inner.handler(event);
  });
  const server = await running(createServer(toNodeHandler(app)).listen(0, "127.0.0.1"));
  const origin = `http://127.0.0.1:${server.port}`;
  for (const path of ["/base/files/a/b?x=1", "/tenants/acme/files/a"]) {
    await (await fetch(origin + path)).text();
  }
  const leaving = new AbortController();
  const left = fetch(`${origin}/base/slow/7?x=1`, { signal: leaving.signal }).catch(() => {});
  await reached;
  leaving.abort();
  await left;
  await vi.waitFor(async () => {
    await client.flush();
    expect(endpoint.requests).toHaveLength(3);
  });
  await server.close();
  expect(endpoint.requests.map(({ route, outcome }) => [route, outcome])).toEqual([
    ["/base/files/**", undefined],
    ["/files/**", undefined],
    ["/base/slow/:id", "client_abort"],
  ]);
});

test("h3 2: a stream that breaks while a handler of Node's pipes it: what h3 throws for that is no error", async () => {
  vi.spyOn(console, "error").mockImplementation(() => undefined);
  const app = new H3().register(peek(client));
  const piping = fromNodeHandler((_, response) => {
    Readable.from(failing()).pipe(response);
    return new Promise(() => undefined);
  });
  app.get("/piped", piping);
  const server = await running(createServer(toNodeHandler(app)).listen(0, "127.0.0.1"));
  await fetch(`http://127.0.0.1:${server.port}/piped`).then((answer) => answer.text());
  await server.close();
  await client.flush();
  expect(endpoint.requests).toMatchObject([{ route: "/piped" }]);
  expect(endpoint.requests[0]).not.toHaveProperty("errorType");
});

async function* failing(): AsyncGenerator<string> {
  yield "begun";
  throw new Error("the source broke");
}

test("h3 2 over HTTP/2", async () => {
  const app = new H3().register(peek(client));
  app.get("/users/:id", ({ context }) => context.params);
  await callListenerOverHttp2(toNodeHandler(app), ["/users/7", "/nope"]);
  await client.shutdown();
  expect(endpoint.requests).toMatchObject([
    { route: "/users/:id", status: 200, protocol: "2", responseBytes: 10 },
    { path: "/nope", status: 404, protocol: "2" },
  ]);
});
