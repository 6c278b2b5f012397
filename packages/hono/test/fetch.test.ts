import { createPeek, type Peek } from "@peekjs/core";
import { peek, setConsumer, withPeek } from "@peekjs/hono";
import type { RecordingEndpoint } from "@peekjs/testing";
import { startClient } from "@peekjs/testing/conformance";
import { type ErrorHandler, Hono, type MiddlewareHandler } from "hono";
import { beforeEach, describe, expect, test } from "vitest";

let endpoint: RecordingEndpoint;
let client: Peek;
beforeEach(async () => {
  ({ client, endpoint } = await startClient(createPeek));
});

function createApp(...first: MiddlewareHandler[]): Hono {
  const app = new Hono();
  if (first.length > 0) app.use(...first);
  app.get("/sync", (c) => c.text("ok", 200, { "content-length": "2" }));
  app.get("/users/:id", async (c) => c.json(c.req.param()));
  app.use("/guarded/*", async (c, next) => {
    if (c.req.header("authorization") === undefined) return c.text("no", 401);
    await next();
  });
  app.get("/guarded/:vault", (c) => c.text("open"));
  app.get("/fails", () => {
    throw new TypeError("no");
  });
  app.onError((_, c) => c.text("failed", 500));
  const nested = new Hono();
  nested.get("/orders/:order", (c) => c.text("order"));
  nested.onError((_, c) => c.text("own", 500));
  app.route("/tenants/:tenant", nested);
  return app;
}

const PATHS = ["/sync?q=1", "/users/7", "/tenants/a/orders/1", "/guarded/x", "/fails", "/nope"];
const RECORDS = [
  { path: "/sync", route: "/sync", status: 200, responseBytes: 2 },
  { route: "/users/:id", status: 200 },
  { route: "/tenants/:tenant/orders/:order", status: 200 },
  { route: "/guarded/:vault", status: 401 },
  { route: "/fails", status: 500 },
  { path: "/nope", status: 404 },
];

describe("peek() without a Node server", () => {
  test("records what app.request() asks", async () => {
    const app = createApp(peek(client));
    for (const path of PATHS) await app.request(path);
    await client.flush();
    expect(endpoint.requests).toMatchObject(RECORDS);
    expect(endpoint.requests[4]).toMatchObject({ errorType: "TypeError", errorMessage: "no" });
    expect(endpoint.requests[5]).not.toHaveProperty("route");
    expect(endpoint.requests[1]).not.toHaveProperty("responseBytes");
  });

  test.each<[string, unknown]>([
    ["a text", "hi"],
    ["an object", { status: "ok" }],
    ["a number", 7],
  ])("records without a status what answers with %s", async (_, answer) => {
    const app = new Hono().use(peek(client)).get("/odd", () => answer as Response);
    expect(await app.request("/odd")).toBe(answer);
    await client.flush();
    expect(endpoint.requests).toMatchObject([{ path: "/odd", route: "/odd" }]);
    expect(endpoint.requests[0]).not.toHaveProperty("status");
  });

  test("setConsumer names who calls", async () => {
    const app = createApp(peek(client), async (c, next) => {
      setConsumer(c, "u1");
      await next();
    });
    await app.request("/users/7");
    await client.flush();
    expect(endpoint.requests).toMatchObject([{ consumer: "u1", consumerSource: "app" }]);
  });

  test("setConsumer names who calls also where the app has put another request in its place", async () => {
    const app = createApp(peek(client), async (c, next) => {
      c.req.raw = new Request(c.req.raw);
      setConsumer(c, "u1");
      await next();
    });
    await app.request("/users/7");
    await client.flush();
    expect(endpoint.requests).toMatchObject([{ consumer: "u1" }]);
  });

  test.each([
    ["is not waited for", () => {}, undefined],
    [
      "throws at once",
      () => {
        throw new TypeError("at once");
      },
      "TypeError",
    ],
  ])("where what is next %s, it is recorded", async (_, next, errorType) => {
    const observe = peek(client);
    const app = createApp(async (c) => {
      await observe(c, next as never).catch(() => {});
      return c.text("ok");
    });
    await app.request("/users/7");
    await client.flush();
    expect(endpoint.requests).toHaveLength(1);
    expect(endpoint.requests[0]!.errorType).toBe(errorType);
  });

  test("one record when it is registered twice", async () => {
    await createApp(peek(client), peek(client)).request("/users/7");
    await client.flush();
    expect(endpoint.requests).toHaveLength(1);
  });

  test("what is thrown that is no error, which no error handler gets", async () => {
    const app = createApp(peek(client));
    app.get("/text", () => {
      throw "just a text";
    });
    await expect(async () => app.request("/text")).rejects.toBe("just a text");
    await client.flush();
    expect(endpoint.requests).toMatchObject([{ route: "/text", errorType: "string" }]);
    expect(endpoint.requests[0]).not.toHaveProperty("status");
  });

  test("a catch-all behind the handlers is not their route", async () => {
    const app = createApp(peek(client));
    app.all("*", (c) => c.text("fallback"));
    await app.request("/users/7");
    await app.request("/elsewhere");
    await client.flush();
    expect(endpoint.requests).toMatchObject([{ route: "/users/:id" }, { route: "/*" }]);
  });

  test("takes a context without waitUntil for what it is", async () => {
    const context = { params: {} } as never;
    const wrapped = withPeek(createApp(), client);
    for (const app of [createApp(peek(client)), wrapped]) {
      const response = await app.fetch(new Request("http://a/sync"), {}, context);
      expect(await response.text()).toBe("ok");
    }
    expect(await client.flush()).toMatchObject({ delivered: 2 });
  });

  test("hands the delivery to the platform's waitUntil", async () => {
    const promises: Promise<unknown>[] = [];
    const context = {
      waitUntil: (promise: Promise<unknown>) => void promises.push(promise),
      passThroughOnException: () => undefined,
      props: {},
    };
    await createApp(peek(client)).request("/users/7", undefined, {}, context);
    await Promise.all(promises);
    expect(endpoint.requests).toHaveLength(1);
  });

  test.each(["peek", "withPeek"])("an app under test without a clock: %s", async (way) => {
    const app = way === "peek" ? createApp(peek(client)) : withPeek(createApp(), client);
    const { performance } = globalThis;
    Reflect.deleteProperty(globalThis, "performance");
    try {
      expect((await app.fetch(new Request("http://app.test/users/7"))).status).toBe(200);
    } finally {
      globalThis.performance = performance;
    }
    await client.flush();
    expect(endpoint.requests).toMatchObject([{ route: "/users/:id", status: 200 }]);
  });
});

const WAYS: [name: string, wrap: (app: Hono) => Pick<Hono, "fetch">][] = [
  ["peek()", (app) => new Hono().use(peek(client)).route("/", app)],
  ["withPeek()", (app) => withPeek(app, client) as Hono],
];

describe.each(WAYS)("one Request object, with %s", (_, wrap) => {
  test("given twice, one after the other, is two requests", async () => {
    const { fetch } = wrap(createApp());
    const request = new Request("http://app.test/users/7");
    for (let i = 0; i < 2; i++) await fetch(request);
    await client.flush();
    const user = { route: "/users/:id", status: 200 };
    expect(endpoint.requests).toMatchObject([user, user]);
  });

  test("that an app hands on to another one while it is under way is one request", async () => {
    const inner = wrap(createApp());
    const { fetch } = wrap(new Hono().all("*", (c) => inner.fetch(c.req.raw)));
    const response = await fetch(new Request("http://app.test/users/7"));
    expect(response.status).toBe(200);
    await client.flush();
    expect(endpoint.requests).toMatchObject([{ route: "/*", status: 200 }]);
  });
});

describe("withPeek()", () => {
  test("an error of one request is not that of the next with the same object", async () => {
    let isBroken = true;
    const app = createApp().get("/repaired", (c) => {
      if (isBroken) throw new TypeError("no");
      return c.text("ok");
    });
    const { fetch } = withPeek(app, client);
    const request = new Request("http://app.test/repaired");
    await fetch(request);
    isBroken = false;
    await fetch(request);
    await client.flush();
    expect(endpoint.requests.map(({ errorType }) => errorType)).toEqual(["TypeError", undefined]);
  });

  test("records, matching the route again", async () => {
    const { fetch } = withPeek(createApp(), client);
    for (const path of PATHS) await fetch(new Request(`http://app.test${path}`));
    await fetch(new Request("http://app.test/users/7", { method: "HEAD" }));
    await client.flush();
    expect(endpoint.requests[4]).toMatchObject({ errorType: "TypeError", errorMessage: "no" });
    expect(endpoint.requests).toMatchObject([
      ...RECORDS,
      { method: "HEAD", route: "/users/:id", responseBytes: 0 },
    ]);
  });

  test("returns what the app's fetch returns: the same response, the same promise", () => {
    const app = createApp();
    const own = app.fetch;
    let returned: unknown;
    app.fetch = (...args) => {
      const result = own(...args);
      returned = result;
      return result;
    };
    const { fetch } = withPeek(app, client);
    const sync = fetch(new Request("http://app.test/sync"));
    expect(sync).toBeInstanceOf(Response);
    expect(sync).toBe(returned);
    const promise = fetch(new Request("http://app.test/users/7"));
    expect(promise).toBeInstanceOf(Promise);
    expect(promise).toBe(returned);
  });

  test("identifyConsumer gets the web request", async () => {
    const { fetch } = withPeek(createApp(), client, {
      identifyConsumer: (request) => request.headers.get("x-user") ?? undefined,
    });
    await fetch(new Request("http://app.test/sync", { headers: { "x-user": "u1" } }));
    await client.flush();
    expect(endpoint.requests).toMatchObject([{ consumer: "u1" }]);
  });

  test("errors, whoever handles them by then, and the answers of the app without peek", async () => {
    const handlers: ErrorHandler[] = [
      (error, c) => c.text(`first: ${error.message}`, 500),
      (error, c) => c.text(`second: ${error.message}`, 418),
    ];
    const bare = createApp();
    const app = createApp();
    const first = withPeek(app, client);
    const second = withPeek(app, client);
    const paths = ["/fails", "/tenants/a/orders/1", "/nope"];
    for (const [i, wrapped] of [first, second, first].entries()) {
      for (const each of [app, bare]) if (i > 0) each.onError(handlers[i - 1]!);
      for (const path of paths) {
        const request = () => new Request(`http://app.test${path}`);
        const expected = await bare.fetch(request());
        const response = await wrapped.fetch(request());
        expect([response.status, await response.text()]).toEqual([
          expected.status,
          await expected.text(),
        ]);
      }
    }
    await client.flush();
    const error = { errorType: "TypeError", errorMessage: "no" };
    const failed = endpoint.requests.filter(({ path }) => path === "/fails");
    expect(failed).toMatchObject([
      { status: 500, ...error },
      { status: 500, ...error },
      { status: 418, ...error },
    ]);
    expect(endpoint.requests).toHaveLength(9);
    for (const { path, errorType } of endpoint.requests) {
      expect(errorType === undefined).toBe(path !== "/fails");
    }
  });

  test("an error handler that rethrows, and what is thrown that is no error", async () => {
    const app = createApp();
    app.onError((error) => {
      throw error;
    });
    app.get("/text", () => {
      throw "just a text";
    });
    const { fetch } = withPeek(app, client);
    for (const [path, thrown] of [
      ["/fails", "no"],
      ["/text", "just a text"],
    ] as const) {
      const answer = Promise.resolve().then(() => fetch(new Request(`http://app.test${path}`)));
      await expect(answer).rejects.toSatisfy((error) => String(error).includes(thrown));
    }
    await client.flush();
    expect(endpoint.requests.map(({ errorType }) => errorType)).toEqual(["TypeError", "string"]);
  });

  test("an app that cannot be changed, and one whose client is off, stay as they are", async () => {
    const frozen = createApp();
    frozen.onError((error, c) => c.text(error.message, 418));
    Object.freeze(frozen);
    const off = createPeek({ disabled: true });
    const app = createApp();
    const handling = app as unknown as { errorHandler: unknown };
    const { errorHandler } = handling;
    for (const { fetch } of [withPeek(frozen, client), withPeek(app, off)]) {
      for (let i = 0; i < 2; i++) {
        const { status } = await fetch(new Request("http://app.test/fails"));
        expect(status).toBeGreaterThan(400);
      }
    }
    expect(handling.errorHandler).toBe(errorHandler);
    await client.flush();
    expect(endpoint.requests).toMatchObject([{ status: 418 }, { status: 418 }]);
  });
});

test("withPeek refuses the app's fetch", () => {
  const { fetch } = new Hono();
  const refused = expect.objectContaining({ code: "PEEK_E_APP" });
  expect(() => withPeek(fetch as unknown as Hono)).toThrow(refused);
});
