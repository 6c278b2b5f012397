import { createServer } from "node:http";
import { getRequestListener } from "@hono/node-server";
import { createPeek, type Peek } from "@peekjs/core";
import { setConsumer, setRoute, withPeek } from "@peekjs/fetch";
import type { RecordingEndpoint } from "@peekjs/testing";
import { callListenerOverHttp2, running, startClient } from "@peekjs/testing/conformance";
import { beforeEach, describe, expect, test, vi } from "vitest";

let endpoint: RecordingEndpoint;
let client: Peek;
let codes: string[];
beforeEach(async () => {
  ({ client, endpoint, codes } = await startClient(createPeek));
});

const request = (path: string, init?: RequestInit): Request =>
  new Request(`http://app.test${path}`, init);

test("what can be seen of an answer without touching it", async () => {
  const fetch = withPeek(() => new Response("ok", { headers: { "content-length": "2" } }), client, {
    route: "/users/[id]",
  });
  fetch(request("/users/7?full=1", { headers: { "x-api-key": "k" } }));
  fetch(request("/users/7", { method: "HEAD" }));
  await client.flush();
  expect(endpoint.requests).toMatchObject([
    { method: "GET", route: "/users/[id]", path: "/users/7", status: 200, responseBytes: 2 },
    { method: "HEAD", route: "/users/[id]", responseBytes: 0 },
  ]);
  expect(endpoint.requests[0]!.consumer).toMatch(/^c_/);
  expect(endpoint.requests[0]).not.toHaveProperty("query");
  expect(endpoint.requests[0]).not.toHaveProperty("protocol");
  expect(endpoint.envelopes[0]!.batch.sdk?.name).toBe("@peekjs/fetch");
});

test("the bytes of a stream are absent, and its body is left alone", async () => {
  const body = new ReadableStream({
    start(controller) {
      controller.enqueue(new TextEncoder().encode("one"));
      controller.close();
    },
  });
  const given = new Response(body);
  const response = await withPeek(async () => given, client)(request("/"));
  expect(response).toBe(given);
  expect(response.bodyUsed).toBe(false);
  expect(response.body).toBe(body);
  await client.flush();
  expect(endpoint.requests[0]).not.toHaveProperty("responseBytes");
});

test("a handler that a test calls without a request", async () => {
  const answer = withPeek((): Response => new Response("ok"), client) as () => Response;
  expect(await answer().text()).toBe("ok");
});

test("returns what the handler returns: the same response, the same promise", () => {
  const response = new Response("ok");
  const promise = Promise.resolve(response);
  expect(withPeek(() => response, client)(request("/"))).toBe(response);
  expect(withPeek(() => promise, client)(request("/"))).toBe(promise);
});

describe("a handler that returns a thenable which is no promise", () => {
  type Settle = (resolve: (value: Response) => void, reject: (reason: unknown) => void) => void;

  function thenable(settle: Settle) {
    const asked = vi.fn(settle);
    const given = new Proxy({}, { get: (_, name) => (name === "then" ? asked : undefined) });
    return { asked, given: given as Promise<Response> };
  }

  test("is recorded with what it resolves to, and asked once", async () => {
    const response = new Response("made", { status: 201, headers: { "content-length": "4" } });
    const { asked, given } = thenable((resolve) => resolve(response));
    expect(await withPeek(() => given, client)(request("/"))).toBe(response);
    await client.flush();
    expect(endpoint.requests).toMatchObject([{ status: 201, responseBytes: 4 }]);
    expect(asked).toHaveBeenCalledTimes(1);
  });

  test("is recorded with what it rejects with", async () => {
    const { given } = thenable((_, reject) => reject(new TypeError("no")));
    await expect(withPeek(() => given, client)(request("/"))).rejects.toThrow("no");
    await client.flush();
    expect(endpoint.requests).toMatchObject([{ errorType: "TypeError", errorMessage: "no" }]);
  });

  test("where a server of Node's serves it", async () => {
    const { given, asked } = thenable((_, reject) => reject(new TypeError("no")));
    const listener = getRequestListener(
      withPeek(() => given, client),
      { errorHandler: () => new Response("failed", { status: 503 }) },
    );
    const server = await running(createServer(listener).listen(0, "127.0.0.1"));
    await (await globalThis.fetch(`http://127.0.0.1:${server.port}/`)).text();
    await server.close();
    await client.flush();
    expect(endpoint.requests).toMatchObject([{ status: 503, errorType: "TypeError" }]);
    expect(asked).toHaveBeenCalledTimes(1);
  });

  test("what cannot be asked whether it is one is returned as it is", async () => {
    const odd = new Proxy(new Response("odd"), {
      get() {
        throw new TypeError("not to be asked");
      },
    });
    expect(withPeek(() => odd, client)(request("/odd"))).toBe(odd);
    await client.flush();
    expect(endpoint.requests).toMatchObject([{ path: "/odd" }]);
  });
});

test("passes this and all arguments on", () => {
  const worker = {
    greeting: "hello",
    fetch: withPeek(function (this: { greeting: string }, _: Request, name: string, ctx: object) {
      return Response.json([this.greeting, name, ctx]);
    }, client),
  };
  const response = worker.fetch(request("/"), "you", {});
  expect(response).toBeInstanceOf(Response);
});

test("what a handler throws is passed on and recorded, without a status", async () => {
  const failure = new TypeError("no");
  const throws = withPeek((): Response => {
    throw failure;
  }, client);
  expect(() => throws(request("/sync"))).toThrow(failure);
  const rejects = withPeek(async (): Promise<Response> => {
    throw failure;
  }, client);
  await expect(rejects(request("/async"))).rejects.toBe(failure);
  await client.flush();
  expect(endpoint.requests).toMatchObject([
    { path: "/sync", errorType: "TypeError", errorMessage: "no" },
    { path: "/async", errorType: "TypeError", errorMessage: "no" },
  ]);
  for (const record of endpoint.requests) expect(record).not.toHaveProperty("status");
});

describe("what a route handler of Next.js throws to be answered", () => {
  const headers = { "content-type": "application/x-www-form-urlencoded" };
  const form = { method: "POST", headers, body: "user=u1" };

  test.each([
    { thrown: "redirect()", digest: "NEXT_REDIRECT;replace;/a;b;307;", status: 307 },
    { thrown: "permanentRedirect()", digest: "NEXT_REDIRECT;push;/;308;", status: 308 },
    {
      thrown: "redirect() of a form",
      digest: "NEXT_REDIRECT;push;/;307;",
      init: form,
      status: 303,
    },
    { thrown: "notFound()", digest: "NEXT_HTTP_ERROR_FALLBACK;404", status: 404 },
    { thrown: "unauthorized()", digest: "NEXT_HTTP_ERROR_FALLBACK;401", status: 401 },
  ])("$thrown is $status, and no error", async ({ digest, init, status }) => {
    const thrown = Object.assign(new Error(digest), { digest });
    const handler = withPeek(async (): Promise<Response> => {
      throw thrown;
    }, client);
    await expect(handler(request("/", init))).rejects.toBe(thrown);
    await client.flush();
    expect(endpoint.requests).toMatchObject([{ status }]);
    expect(endpoint.requests[0]).not.toHaveProperty("errorType");
    expect(endpoint.requests[0]).not.toHaveProperty("responseBytes");
  });

  test.each(["1234567890", "DYNAMIC_SERVER_USAGE", 404, "NEXT_REDIRECT;replace;/;200;"])(
    "an error with another digest is an error: %s",
    async (digest) => {
      const handler = withPeek((): Response => {
        throw Object.assign(new TypeError("no"), { digest });
      }, client);
      expect(() => handler(request("/"))).toThrow("no");
      await client.flush();
      expect(endpoint.requests).toMatchObject([{ errorType: "TypeError" }]);
      expect(endpoint.requests[0]).not.toHaveProperty("status");
    },
  );
});

test("setRoute comes before the option route, setConsumer before identifyConsumer", async () => {
  const fetch = withPeek(
    (request: Request) => {
      if (request.url.endsWith("/users/7")) setRoute(request, "/users/:id");
      if (request.method === "POST") setConsumer(request, { id: "u1", name: "One" });
      return new Response("ok");
    },
    client,
    {
      route: ({ url }) => (url.endsWith("/orders") ? "/orders" : undefined),
      identifyConsumer: ({ headers }) => headers.get("x-user") ?? undefined,
    },
  );
  const headers = { "x-user": "u2" };
  fetch(request("/users/7", { method: "POST", headers }));
  fetch(request("/orders", { headers }));
  fetch(request("/nope"));
  await client.flush();
  expect(endpoint.requests).toMatchObject([
    { route: "/users/:id", consumer: "u1", consumerName: "One" },
    { route: "/orders", consumer: "u2" },
    { path: "/nope" },
  ]);
  expect(endpoint.requests[2]).not.toHaveProperty("route");
});

test("a route option that fails, or answers with a promise, is told and costs the route alone", async () => {
  const unhandled = vi.fn();
  process.on("unhandledRejection", unhandled);
  const fail = (): never => {
    throw new RangeError("mine");
  };
  const reject = (): never => Promise.reject(new RangeError("late")) as never;
  for (const route of [fail, reject]) {
    withPeek(() => new Response("ok"), client, { route })(request("/orders"));
  }
  await client.flush();
  process.off("unhandledRejection", unhandled);
  expect(endpoint.requests.map(({ path, route }) => [path, route])).toEqual([
    ["/orders", undefined],
    ["/orders", undefined],
  ]);
  expect(codes).toEqual(["PEEK_E_CALLBACK", "PEEK_E_CALLBACK"]);
  expect(unhandled).not.toHaveBeenCalled();
});

test("one record when a handler is wrapped twice, which is said once", async () => {
  const fetch = withPeek(
    withPeek(() => new Response("ok"), client),
    client,
  );
  fetch(request("/"));
  fetch(request("/"));
  await client.flush();
  expect(endpoint.requests).toHaveLength(2);
  expect(codes).toEqual(["PEEK_W_DOUBLE"]);
});

test("one Request object given twice, one after the other, is two requests", async () => {
  const fetch = withPeek(() => Promise.resolve(new Response("ok")), client);
  const same = request("/same");
  for (let i = 0; i < 2; i++) await fetch(same);
  await client.flush();
  expect(endpoint.requests).toMatchObject([{ path: "/same" }, { path: "/same" }]);
  expect(codes).toEqual([]);
});

test.each([
  ["third, as Workers do", (context: object) => [{ DB: {} }, context]],
  ["second, as Vercel does", (context: object) => [context]],
])("hands the delivery to a waitUntil that comes %s", async (_, restFor) => {
  const promises: Promise<unknown>[] = [];
  const context = { waitUntil: (promise: Promise<unknown>) => void promises.push(promise) };
  const fetch = withPeek((_request: Request, ..._rest: unknown[]) => new Response("ok"), client);
  fetch(request("/"), ...restFor(context));
  await Promise.all(promises);
  expect(endpoint.requests).toHaveLength(1);
});

test.each([[[null]], [["text", 7]], [[{ params: {} }]], [[{ waitUntil: "no" }]]])(
  "takes %j beside the request for what it is",
  async (rest) => {
    const fetch = withPeek((_request: Request, ..._rest: unknown[]) => new Response("ok"), client);
    fetch(request("/"), ...rest);
    expect(await client.flush()).toMatchObject({ delivered: 1 });
    expect(codes).toEqual([]);
  },
);

test("an environment that throws when it is asked for what it does not know", async () => {
  const env = new Proxy(
    {},
    {
      get() {
        throw new Error("not declared");
      },
    },
  );
  const fetch = withPeek(
    (_: Request, given: unknown) => new Response(String(given === env)),
    client,
  );
  expect(await fetch(request("/"), env).text()).toBe("true");
  await client.flush();
  expect(endpoint.requests).toMatchObject([{ path: "/", status: 200 }]);
});

test("HTTP/2 on a server of Node's", async () => {
  const fetch = withPeek((request) => {
    setRoute(request, "/users/:id");
    return new Response("user");
  }, client);
  await callListenerOverHttp2(getRequestListener(fetch), ["/users/7"]);
  await client.shutdown();
  expect(endpoint.requests).toMatchObject([
    { route: "/users/:id", status: 200, protocol: "2", responseBytes: 4 },
  ]);
});
