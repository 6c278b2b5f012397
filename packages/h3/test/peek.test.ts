import { once } from "node:events";
import { createServer, get, type IncomingMessage } from "node:http";
import { connect, createServer as createHttp2Server } from "node:http2";
import type { AddressInfo } from "node:net";
import { createPeek, type Peek } from "@peekjs/core";
import { peek, setConsumer } from "@peekjs/h3";
import type { RecordingEndpoint } from "@peekjs/testing";
import { running, startClient } from "@peekjs/testing/conformance";
import { H3, HTTPError, type H3Event, toNodeHandler } from "h3";
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
import { beforeEach, describe, expect, test } from "vitest";

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
  const app = createApp();
  peek(client)(app);
  app.use(router.handler);
  const answer = await toWebHandler(app)(new Request("http://app.test/users/7"));
  expect(await answer.text()).toBe("seven");
  await toPlainHandler(app)({ method: "GET", path: "/refused", headers: {} });
  await client.flush();
  expect(endpoint.requests).toMatchObject([
    { route: "/users/:id", path: "/users/7", status: 200, responseBytes: 5 },
    { route: "/refused", status: 403, errorType: "H3Error" },
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

test("something else than a client is refused", () => {
  expect(() => peek({} as Peek)).toThrow(expect.objectContaining({ code: "PEEK_E_CLIENT" }));
});

test("what Node refuses in front of h3, from the second request on", async () => {
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
  server.close();
  await client.shutdown();
  expect(endpoint.requests).toMatchObject([{ status: 200 }, { path: "/a", status: 417 }]);
});

test("h3 2 over HTTP/2", async () => {
  const app = new H3().register(peek(client));
  app.get("/users/:id", ({ context }) => context.params);
  const server = createHttp2Server(toNodeHandler(app) as never).listen(0, "127.0.0.1");
  await once(server, "listening");
  const session = connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  for (const path of ["/users/7", "/nope"]) {
    await once(session.request({ ":path": path }).resume(), "close");
  }
  session.destroy();
  server.close();
  await client.shutdown();
  expect(endpoint.requests).toMatchObject([
    { route: "/users/:id", status: 200, protocol: "2", responseBytes: 10 },
    { path: "/nope", status: 404, protocol: "2" },
  ]);
});
