import { createPeek, type Peek } from "@peekjs/core";
import { peek, setConsumer, type AppContext } from "@peekjs/elysia";
import type { RecordingEndpoint } from "@peekjs/testing";
import { startClient } from "@peekjs/testing/conformance";
import { Elysia, NotFoundError } from "elysia";
import { beforeEach, describe, expect, test } from "vitest";

let endpoint: RecordingEndpoint;
let client: Peek;
let codes: string[];
beforeEach(async () => {
  ({ client, endpoint, codes } = await startClient(createPeek));
});

const request = (path: string, init?: RequestInit): Request =>
  new Request(`http://app.test${path}`, init);

describe("without a Node server", () => {
  test("routes, prefixes, groups, errors and what nothing matched", async () => {
    const app = new Elysia()
      .use(peek(client))
      .get("/users/:id", ({ params }) => params)
      .get("/fails", () => {
        throw new TypeError("no");
      })
      .group("/tenants/:tenant", (group) => group.get("/orders/:order", () => "order"))
      .use(new Elysia({ prefix: "/inner" }).get("/deep/:id", () => "deep"));
    for (const path of ["/users/7?x=1", "/fails", "/tenants/a/orders/1", "/inner/deep/7", "/no"]) {
      await app.handle(request(path));
    }
    await client.flush();
    expect(endpoint.requests).toMatchObject([
      { route: "/users/:id", path: "/users/7", status: 200 },
      { route: "/fails", status: 500, errorType: "TypeError", errorMessage: "no" },
      { route: "/tenants/:tenant/orders/:order", status: 200 },
      { route: "/inner/deep/:id", status: 200 },
      { path: "/no", status: 404 },
    ]);
    expect(endpoint.requests[4]).not.toHaveProperty("route");
    expect(endpoint.requests[4]).not.toHaveProperty("errorType");
    expect(endpoint.envelopes[0]!.batch.sdk?.name).toBe("@peekjs/elysia");
  });

  test("errors of onRequest hooks", async () => {
    const app = new Elysia()
      .use(peek(client))
      .onRequest(({ request }) => {
        if (request.url.endsWith("/sync")) throw new RangeError("sync");
        if (request.url.endsWith("/missing")) throw new NotFoundError("gone");
      })
      .onRequest(async ({ request }) => {
        if (request.url.endsWith("/async")) throw new TypeError("async");
      })
      .get("/ok", () => "ok");
    for (const path of ["/sync", "/async", "/ok", "/nope", "/missing"]) {
      await app.handle(request(path));
    }
    await client.flush();
    expect(endpoint.requests).toMatchObject([
      { path: "/sync", errorType: "RangeError", errorMessage: "sync" },
      { path: "/async", errorType: "TypeError", errorMessage: "async" },
      { status: 200, route: "/ok" },
      { status: 404, path: "/nope" },
      { status: 404, errorMessage: "gone" },
    ]);
    for (const i of [2, 3]) expect(endpoint.requests[i]).not.toHaveProperty("errorType");
  });

  test("bodies that no handler of the app asks Elysia for are left unread", async () => {
    const app = new Elysia()
      .use(peek(client))
      .post(
        "/own",
        async ({ request: { bodyUsed }, request }) => `${bodyUsed} ${await request.text()}`,
      )
      .post("/none", () => "ok");
    const init = { method: "POST", headers: { "content-type": "application/json" }, body: "{x" };
    expect(await (await app.handle(request("/own", init))).text()).toBe("false {x");
    expect((await app.handle(request("/none", init))).status).toBe(200);
  });

  test("the query and the headers for identifyConsumer, which the app itself does not read", async () => {
    const identifyConsumer = ({ query, headers }: Record<string, Record<string, string>>): string =>
      `${query!.a} ${headers!["x-b"]}`;
    const app = new Elysia().use(peek(client, { identifyConsumer })).get("/a", () => "ok");
    await app.handle(request("/a?a=1", { headers: { "x-b": "2" } }));
    await client.flush();
    expect(endpoint.requests).toMatchObject([{ consumer: "1 2" }]);
  });

  test("no more than the request for identifyConsumer where Elysia came no further", async () => {
    const seen: Partial<AppContext>[] = [];
    const identifyConsumer = (context: AppContext): undefined => {
      seen.push({ ...context });
    };
    const app = new Elysia()
      .onRequest(({ request: { url } }) => (url.endsWith("/early") ? "early" : undefined))
      .use(peek(client, { identifyConsumer }));
    await app.handle(request("/early"));
    await app.handle(request("/no"));
    await client.flush();
    const always = { request: expect.any(Request) };
    expect(seen).toMatchObject([always, { ...always, path: "/no", set: { status: 404 } }]);
    expect(Object.keys(seen[0]!)).toEqual(["request"]);
    expect(seen[1]).not.toHaveProperty("headers");
    expect(seen[1]).not.toHaveProperty("params");
  });

  test("options whose functions are given Elysia's own context, or what the app names", () => {
    const own = peek(client, {
      identifyConsumer: ({ request, headers, query }) =>
        headers?.["x-team"] ?? query?.["team"] ?? request.headers.get("x-tenant"),
    });
    // @ts-expect-error where no route matched, Elysia has read no headers
    const careless = peek(client, { identifyConsumer: ({ headers }) => headers["x-team"] });
    const named = peek<{ user: string }>(client, { identifyConsumer: ({ user }) => user });
    // @ts-expect-error a context has no user of its own
    const mistaken = peek(client, { identifyConsumer: ({ user }) => user });
    for (const plugin of [own, careless, named, mistaken]) expect(plugin).toBeTypeOf("function");
  });

  test("the app's own context for identifyConsumer, setConsumer before it", async () => {
    const identifyConsumer = ({ user }: { user: string }): string => user;
    const app = new Elysia()
      .use(peek(client, { identifyConsumer }))
      .decorate("user", "from the context")
      .get("/a", () => "ok")
      .get("/b", (context) => {
        setConsumer(context, "set");
        return "ok";
      });
    await app.handle(request("/a"));
    await app.handle(request("/b"));
    await client.flush();
    expect(endpoint.requests).toMatchObject([
      { consumer: "from the context" },
      { consumer: "set" },
    ]);
  });

  test("a body that is refused", async () => {
    const app = new Elysia().use(peek(client)).post("/notes", ({ body }) => body as string);
    const headers = { "content-type": "application/json" };
    await app.handle(request("/notes", { method: "POST", headers, body: "{" }));
    await client.flush();
    expect(endpoint.requests).toMatchObject([
      { route: "/notes", status: 400, errorType: "ParseError" },
    ]);
  });

  test("two clients and other plugins: one record for each", async () => {
    const { client: other } = await startClient(createPeek);
    const app = new Elysia()
      .use(peek(client))
      .use(peek(other))
      .use(new Elysia({ name: "plugin" }).wrap((fetch) => fetch))
      .get("/", () => "ok");
    await app.handle(request("/"));
    expect(await client.flush()).toMatchObject({ delivered: 1 });
    expect(await other.flush()).toMatchObject({ delivered: 1 });
  });

  test("registered twice with the same client: said once, one record", async () => {
    const app = new Elysia().use(peek(client)).use(peek(client));
    app.get("/", () => "ok");
    await app.handle(request("/"));
    await client.flush();
    expect(codes).toEqual(["PEEK_W_DOUBLE"]);
    expect(endpoint.requests).toHaveLength(1);
  });
});

test("says that nothing is seen without ahead-of-time compilation", async () => {
  const app = new Elysia({ aot: false }).use(peek(client)).get("/", () => "ok");
  expect(await (await app.handle(request("/"))).text()).toBe("ok");
  expect(codes).toEqual(["PEEK_W_NO_AOT"]);
});
