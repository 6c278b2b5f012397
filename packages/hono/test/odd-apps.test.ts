import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo, Server } from "node:net";
import { getRequestListener, serve } from "@hono/node-server";
import { createPeek, type Peek } from "@peekjs/core";
import { peek, setConsumer, withPeek } from "@peekjs/hono";
import type { RecordingEndpoint } from "@peekjs/testing";
import { callListenerOverHttp2, startClient } from "@peekjs/testing/conformance";
import { Hono } from "hono";
import { afterEach, beforeEach, expect, test } from "vitest";

let endpoint: RecordingEndpoint;
let client: Peek;
let codes: string[];
let server: Server | undefined;
beforeEach(async () => {
  ({ client, endpoint, codes } = await startClient(createPeek));
});
afterEach(() => {
  server?.close();
  server = undefined;
});

function create(): Hono {
  const app = new Hono();
  app.use("*", peek(client));
  app.get("/users/:id", (c) => c.json(c.req.param()));
  app.get("/me", (c) => {
    setConsumer(c, "acme");
    return c.text("me");
  });
  return app;
}

async function listening(started: Server): Promise<string> {
  server = started;
  if (!started.listening) await once(started, "listening");
  return `127.0.0.1:${(started.address() as AddressInfo).port}`;
}

const user = { route: "/users/:id", status: 200 };

test.each<[string, () => Peek]>([
  ["a client", () => client],
  ["a client that is off", () => createPeek({ disabled: true })],
])("with %s, a handler that answers nothing is Hono's error, as without peek", async (_, from) => {
  const app = new Hono();
  app.use(peek(from()));
  app.get("/nothing", (() => undefined) as never);
  app.onError((error, c) => c.text(error.message, 500));
  const host = await listening(serve({ fetch: app.fetch, port: 0, hostname: "127.0.0.1" }));
  const answers = [await fetch(`http://${host}/nothing`), await app.request("/nothing")];
  for (const answer of answers) {
    expect(answer.status).toBe(500);
    expect(await answer.text()).toContain("Context is not finalized");
  }
});

test("time to first byte, but not of a streamed answer, whose head node-server flushes", async () => {
  const app = create();
  const chunks = (): ReadableStream => ReadableStream.from([new Uint8Array([1])]);
  app.get("/streamed", () => new Response(chunks()));
  const host = await listening(serve({ fetch: app.fetch, port: 0, hostname: "127.0.0.1" }));
  // Node publishes nothing of the first request of a process.
  for (const path of ["me", "me", "streamed"]) await (await fetch(`http://${host}/${path}`)).text();
  await client.shutdown();
  expect(endpoint.requests[1]).toMatchObject({ route: "/me", ttfbMs: expect.any(Number) });
  expect(endpoint.requests[2]).toMatchObject({ route: "/streamed", responseBytes: 1 });
  expect(endpoint.requests[2]).not.toHaveProperty("ttfbMs");
});

test("app.request() and real requests, one among the other", async () => {
  const app = create();
  const host = await listening(serve({ fetch: app.fetch, port: 0, hostname: "127.0.0.1" }));
  for (let i = 0; i < 3; i++) {
    await app.request("/users/7");
    await Promise.all([fetch(`http://${host}/me`), app.request("/me"), fetch(`http://${host}/me`)]);
    await (await fetch(`http://${host}/users/7`)).text();
  }
  await client.shutdown();
  const shown = endpoint.requests.map(
    ({ route, status, consumer }) => `${route} ${status} ${consumer}`,
  );
  expect(shown.filter((each) => each === "/me 200 acme")).toHaveLength(9);
  expect(shown.filter((each) => each === "/users/:id 200 undefined")).toHaveLength(6);
  expect(shown).toHaveLength(15);
  expect(codes).toEqual([]);
});

test.each([
  ["peek()", create],
  [
    "peek() that captures bodies",
    () =>
      new Hono()
        .use(peek(client, { captureBody: true, captureHeaders: true }))
        .get("/users/:id", (c) => c.json(c.req.param())),
  ],
  [
    "withPeek()",
    () =>
      withPeek(
        new Hono().get("/users/:id", (c) => c.json(c.req.param())),
        client,
      ),
  ],
])("what has no more of a request than its method and URL is served under %s", async (_, make) => {
  const request = { method: "GET", url: "http://localhost/users/7" } as Request;
  const response = await make().fetch(request);
  expect(await response.json()).toEqual({ id: "7" });
});

test("HTTP/2", async () => {
  await callListenerOverHttp2(getRequestListener(create().fetch), ["/users/7", "/me"]);
  await client.shutdown();
  expect(endpoint.requests).toMatchObject([
    { ...user, protocol: "2", responseBytes: 10 },
    { route: "/me", consumer: "acme", responseBytes: 2 },
  ]);
});

test("an app with peek() inside one with peek() makes one record", async () => {
  const app = create().route("/inner", create());
  for (let i = 0; i < 2; i++) await app.request("/inner/users/7");
  const host = await listening(serve({ fetch: app.fetch, port: 0, hostname: "127.0.0.1" }));
  await (await fetch(`http://${host}/inner/users/7`)).text();
  await client.shutdown();
  const inner = { route: "/inner/users/:id", status: 200 };
  expect(endpoint.requests).toMatchObject([inner, inner, inner]);
  expect(codes).toEqual(["PEEK_W_DOUBLE"]);
});

test("errors that a mounted app answers itself, and what is thrown that is no error", async () => {
  const inner = new Hono();
  inner.onError((_, c) => c.text("mine", 418));
  inner.get("/fails", () => {
    throw new RangeError("no");
  });
  const app = create().route("/inner", inner);
  app.get("/text", () => {
    throw "text";
  });
  const host = await listening(serve({ fetch: app.fetch, port: 0, hostname: "127.0.0.1" }));
  for (const path of ["/inner/fails", "/text"]) await (await fetch(`http://${host}${path}`)).text();
  await client.shutdown();
  expect(endpoint.requests).toMatchObject([
    { route: "/inner/fails", status: 418, errorType: "RangeError", errorMessage: "no" },
    { route: "/text", status: 500 },
  ]);
  expect(endpoint.requests[1]).not.toHaveProperty("errorType");
});

test("bindings of the app's own that are called like Node's", async () => {
  const app = create();
  for (const env of [
    { req: {}, res: {} },
    { incoming: "mail", outgoing: null },
    { req: null },
    7,
  ]) {
    expect((await app.request("/users/7", {}, env)).status).toBe(200);
  }
  await client.shutdown();
  expect(endpoint.requests).toMatchObject([user, user, user, user]);
  expect(codes).toEqual([]);
});

test("a proxy in front of Node's response", async () => {
  const listener = getRequestListener(create().fetch);
  const started = createServer((incoming, outgoing) => {
    const proxy = new Proxy(outgoing, {
      get(target, key) {
        const value: unknown = Reflect.get(target, key);
        return typeof value === "function" ? value.bind(target) : value;
      },
    });
    void listener(incoming, proxy);
  });
  const host = await listening(started.listen(0, "127.0.0.1"));
  for (let i = 0; i < 2; i++) await (await fetch(`http://${host}/users/7`)).text();
  await client.shutdown();
  const whole = { ...user, responseBytes: 10 };
  expect(endpoint.requests).toMatchObject([whole, whole]);
});
