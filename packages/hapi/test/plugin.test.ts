import { once } from "node:events";
import { get, type IncomingMessage } from "node:http";
import { createServer } from "node:http2";
import { Readable } from "node:stream";
import Hapi from "@hapi/hapi";
import { createPeek, type Peek } from "@peekjs/core";
import { peekPlugin } from "@peekjs/hapi";
import type { RecordingEndpoint } from "@peekjs/testing";
import { callHttp2, startClient } from "@peekjs/testing/conformance";
import { beforeEach, expect, test } from "vitest";

let endpoint: RecordingEndpoint;
let client: Peek;
beforeEach(async () => {
  ({ client, endpoint } = await startClient(createPeek));
});

test("inject: one record for each, the bytes counted once", async () => {
  const server = Hapi.server({ debug: false });
  server.route({ method: "GET", path: "/early/{id}", handler: ({ params }) => params });
  await server.register({ plugin: peekPlugin, options: { client } });
  server.route({
    method: "GET",
    path: "/fails",
    handler: () => {
      throw new TypeError("no");
    },
  });
  const { payload } = await server.inject("/early/7?full=1");
  await server.inject("/fails");
  await server.inject("/nope?secret=1");
  await client.shutdown();
  expect(endpoint.requests).toMatchObject([
    { route: "/early/{id}", status: 200, responseBytes: payload.length },
    { route: "/fails", status: 500, errorType: "TypeError", errorMessage: "no" },
    { path: "/nope", status: 404 },
  ]);
  expect(endpoint.requests[2]).not.toHaveProperty("route");
  expect(endpoint.requests[2]).not.toHaveProperty("errorType");
  expect(endpoint.envelopes[0]!.batch.sdk?.name).toBe("@peekjs/hapi");
});

test("inject: headers and bodies where they are captured", async () => {
  const server = Hapi.server({ debug: false });
  const options = { client, captureHeaders: true, captureBody: true };
  await server.register({ plugin: peekPlugin, options });
  server.route({ method: "POST", path: "/echo", handler: ({ payload }) => payload as object });
  await server.inject({ method: "POST", url: "/echo", payload: { a: 1 } });
  await client.shutdown();
  const type = { "content-type": expect.stringContaining("application/json") };
  expect(endpoint.requests).toMatchObject([
    {
      requestHeaders: { ...type, "user-agent": "shot" },
      responseHeaders: type,
      requestBody: '{"a":1}',
      responseBody: '{"a":1}',
    },
  ]);
});

test("what extensions answer before routing is recorded, without a route", async () => {
  const server = Hapi.server({ debug: false });
  server.ext("onRequest", (_, h) => h.response("closed").code(503).takeover());
  await server.register({ plugin: peekPlugin, options: { client } });
  server.route({ method: "GET", path: "/open", handler: () => "never" });
  await server.inject("/open");
  await client.shutdown();
  expect(endpoint.requests).toMatchObject([{ path: "/open", status: 503 }]);
  expect(endpoint.requests[0]).not.toHaveProperty("route");
});

test("what extensions throw before routing is an error of the app's, hapi's own refusals are not", async () => {
  const server = Hapi.server({ debug: false });
  server.ext("onRequest", ({ path }, h) => {
    if (path === "/open") throw new RangeError("no");
    return h.continue;
  });
  await server.register({ plugin: peekPlugin, options: { client } });
  for (const path of ["/open", "/nope"]) await server.inject(path);
  await client.shutdown();
  expect(endpoint.requests).toMatchObject([
    { status: 500, errorType: "RangeError" },
    { status: 404 },
  ]);
  expect(endpoint.requests[1]).not.toHaveProperty("errorType");
});

test("what Node refuses in front of hapi", async () => {
  const server = Hapi.server({ port: 0, host: "127.0.0.1" });
  await server.register({ plugin: peekPlugin, options: { client } });
  await server.start();
  const asked = get({ port: server.info.port as number, path: "/a", headers: { expect: "no" } });
  const [answer] = (await once(asked, "response")) as [IncomingMessage];
  await once(answer.resume(), "end");
  await server.stop();
  await client.shutdown();
  expect(endpoint.requests).toMatchObject([{ path: "/a", status: 417 }]);
});

test("what hapi refuses under load, without a route", async () => {
  const load = { sampleInterval: 1, maxHeapUsedBytes: 1 };
  const server = Hapi.server({ port: 0, host: "127.0.0.1", debug: false, load });
  await server.register({ plugin: peekPlugin, options: { client } });
  server.route({ method: "GET", path: "/users/{id}", handler: ({ params }) => params });
  await server.start();
  const statusOf = async (path: string) => (await fetch(server.info.uri + path)).status;
  await expect.poll(() => statusOf("/users/7")).toBe(503);
  await server.stop();
  await client.shutdown();
  const refused = endpoint.requests.at(-1);
  expect(refused).toMatchObject({ path: "/users/7", status: 503 });
  expect(refused).not.toHaveProperty("route");
  expect(refused).not.toHaveProperty("errorType");
});

test("a catch-all of the app's own is a route", async () => {
  const server = Hapi.server();
  await server.register({ plugin: peekPlugin, options: { client } });
  server.route({ method: "*", path: "/{any*}", handler: (_, h) => h.response("no").code(404) });
  await server.inject("/elsewhere");
  await client.shutdown();
  expect(endpoint.requests).toMatchObject([{ route: "/{any*}", status: 404 }]);
});

test("the error of a stream that broke, none for a client that left", async () => {
  const server = Hapi.server({ port: 0, host: "127.0.0.1", debug: false });
  await server.register({ plugin: peekPlugin, options: { client } });
  const streaming =
    (body: () => Readable): Hapi.Lifecycle.Method =>
    (_, h) =>
      h.response(body());
  server.route([
    { method: "GET", path: "/breaks", handler: streaming(broken) },
    { method: "GET", path: "/lasts", handler: streaming(lasting) },
  ]);
  await server.start();
  await expect(
    fetch(`${server.info.uri}/breaks`).then((answer) => answer.text()),
  ).rejects.toThrow();
  const leaving = new AbortController();
  await fetch(`${server.info.uri}/lasts`, { signal: leaving.signal });
  leaving.abort();
  await expect.poll(() => client.stats().accepted).toBe(2);
  await server.stop();
  await client.shutdown();
  expect(endpoint.requests).toMatchObject([
    { route: "/breaks", outcome: "server_abort", errorType: "RangeError" },
    { route: "/lasts", outcome: "client_abort" },
  ]);
  expect(endpoint.requests[1]).not.toHaveProperty("errorType");
});

test("HTTP/2", async () => {
  const listener = createServer();
  const server = Hapi.server({
    listener: listener as never,
    host: "127.0.0.1",
    port: 0,
    debug: false,
  });
  await server.register({ plugin: peekPlugin, options: { client } });
  server.route({ method: "GET", path: "/users/{id}", handler: ({ params }) => params });
  await server.start();
  await callHttp2(server.info.port as number, ["/users/7", "/nope"]);
  await server.stop();
  await client.shutdown();
  expect(endpoint.requests).toMatchObject([
    { route: "/users/{id}", status: 200, protocol: "2", responseBytes: 10 },
    { path: "/nope", status: 404, protocol: "2" },
  ]);
});

function lasting(): Readable {
  const body = new Readable({ read() {} });
  body.push("part");
  return body;
}

function broken(): Readable {
  return new Readable({
    read() {
      this.push("part");
      setImmediate(() => this.destroy(new RangeError("the source broke")));
    },
  });
}
