import { createPeek, type Peek } from "@peekjs/core";
import { peekPlugin, setConsumer } from "@peekjs/fastify";
import type { RecordingEndpoint } from "@peekjs/testing";
import { startClient } from "@peekjs/testing/conformance";
import { fastify } from "fastify";
import fastifyPlugin from "fastify-plugin";
import { beforeEach, expect, test } from "vitest";

let endpoint: RecordingEndpoint;
let client: Peek;
let said: string[];
beforeEach(async () => {
  ({ client, endpoint, said } = await startClient(createPeek));
});

test("inject: one record for each, the bytes counted once", async () => {
  const app = fastify();
  await app.register(peekPlugin, { client });
  app.get("/users/:id", async ({ params }) => params);
  app.get("/fails", async () => {
    throw new TypeError("no");
  });
  const { body } = await app.inject("/users/7?full=1");
  await app.inject("/fails");
  await app.inject("/nope?secret=1");
  await client.shutdown();
  expect(endpoint.requests).toMatchObject([
    { route: "/users/:id", status: 200, responseBytes: body.length },
    { route: "/fails", status: 500, errorType: "TypeError", errorMessage: "no" },
    { path: "/nope", status: 404 },
  ]);
  expect(endpoint.requests[2]).not.toHaveProperty("route");
  expect(endpoint.envelopes[0]!.batch.sdk?.name).toBe("@peekjs/fastify");
});

test("routes registered before the plugin are seen too", async () => {
  const app = fastify();
  app.get("/early", async () => "seen");
  await app.register(peekPlugin, { client });
  await app.inject("/early");
  await client.shutdown();
  expect(endpoint.requests).toMatchObject([{ route: "/early" }]);
});

test("an invalid body has its route and a 400", async () => {
  const app = fastify();
  await app.register(peekPlugin, { client });
  app.post("/orders", { schema: { body: { type: "object", required: ["id"] } } }, async () => "ok");
  await app.inject({ method: "POST", url: "/orders", payload: {} });
  await client.shutdown();
  expect(endpoint.requests).toMatchObject([{ route: "/orders", status: 400, requestBytes: 2 }]);
});

test("says once that a child context hides its siblings", async () => {
  const app = fastify();
  await app.register(async (child) => {
    await child.register(peekPlugin, { client });
    child.get("/inside", async () => "seen");
  });
  app.get("/outside", async () => "unseen");
  await app.inject("/inside");
  await app.inject("/outside");
  await client.shutdown();
  expect(said).toEqual([
    "PEEK_W_ENCAPSULATED: peekPlugin is registered inside a child plugin: sibling routes and 404s are invisible. Register it on the root instance, or wrap the plugins around it in fastify-plugin, as the app that fastify-cli starts.",
  ]);
  expect(endpoint.requests).toMatchObject([{ route: "/inside" }]);
});

test("requests and replies of HTTP/2, and of routes with types of their own, tell who calls", async () => {
  const app = fastify({ http2: true });
  await app.register(peekPlugin, { client });
  app.get<{ Reply: { 200: string } }>("/reply", async (_, reply) => {
    setConsumer(reply, "acme");
    return "ok";
  });
  app.get<{ Querystring: { page: number } }>("/request", async (request) => {
    setConsumer(request, { id: "umbra" });
    return "ok";
  });
  await app.inject("/reply");
  await app.inject("/request");
  await client.shutdown();
  expect(endpoint.requests).toMatchObject([{ consumer: "acme" }, { consumer: "umbra" }]);
});

test("inside a plugin that fastify-plugin wraps all is seen", async () => {
  const app = fastify();
  await app.register(
    fastifyPlugin(async (child) => {
      await child.register(peekPlugin, { client });
    }),
  );
  await app.inject("/nope");
  await client.shutdown();
  expect(said).toEqual([]);
  expect(endpoint.requests).toMatchObject([{ path: "/nope", status: 404 }]);
});

test("called by the app itself it says that Fastify calls it", async () => {
  const plugin = peekPlugin as unknown as () => Promise<void>;
  await expect(plugin()).rejects.toMatchObject({
    code: "PEEK_E_APP",
    message: expect.stringContaining("write register(peekPlugin)"),
  });
});
