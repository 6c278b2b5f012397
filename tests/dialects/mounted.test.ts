import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { serve } from "@hono/node-server";
import { createCollector, type Endpoint, type ReceivedBatch } from "@peekjs/collector";
import RudderAnalytics from "@rudderstack/rudder-sdk-node";
import { Analytics } from "@segment/analytics-node";
import express from "express";
import Fastify from "fastify";
import { Hono } from "hono";
import Koa from "koa";
import { describe, expect, it, onTestFinished } from "vitest";
import { KEY } from "./support/running-collector.ts";

async function listen(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** How the endpoint is mounted under `/collect` in an app that also answers `/` itself. */
const APPS: Record<string, (endpoint: Endpoint) => Promise<string>> = {
  "plain Node": (endpoint) =>
    listen((request, response) => {
      void endpoint.node(request, response, () => response.end("mine"));
    }),
  Express: (endpoint) => {
    const app = express();
    app.use(endpoint.node);
    app.get("/", (_request, response) => void response.send("mine"));
    return listen(app);
  },
  "Express, on a path and behind its parser": (endpoint) => {
    const app = express();
    app.use(express.json());
    app.use("/collect", endpoint.node);
    app.get("/", (_request, response) => void response.send("mine"));
    return listen(app);
  },
  Koa: (endpoint) => {
    const app = new Koa();
    app.use(async (context, next) => {
      if (!context.path.startsWith("/collect")) return next();
      context.respond = false;
      await endpoint.node(context.req, context.res);
    });
    app.use((context) => {
      context.body = "mine";
    });
    return listen(app.callback());
  },
  Fastify: async (endpoint) => {
    const app = Fastify();
    await app.register(async (plugin) => {
      plugin.removeAllContentTypeParsers();
      plugin.addContentTypeParser("*", (_request, _payload, done) => done(null));
      plugin.all("/collect*", (request, reply) => {
        reply.hijack();
        return endpoint.node(request.raw, reply.raw);
      });
    });
    app.get("/", () => "mine");
    onTestFinished(() => app.close());
    return app.listen({ host: "127.0.0.1", port: 0 });
  },
  Hono: async (endpoint) => {
    const app = new Hono();
    app.all("/collect/*", (context) => endpoint.fetch(context.req.raw));
    app.get("/", (context) => context.text("mine"));
    const server = serve({ fetch: app.fetch, hostname: "127.0.0.1", port: 0 });
    await once(server, "listening");
    onTestFinished(() => void server.close());
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  },
};

describe.each(Object.entries(APPS))("the endpoint in %s", (_, mount) => {
  it("takes what Segment's and RudderStack's clients and a page send, and leaves the app's own paths alone", async () => {
    const batches: ReceivedBatch[] = [];
    const endpoint = createCollector({
      path: "/collect",
      handler: async (batch) => void batches.push(batch),
    });
    const url = await mount(endpoint);
    const client = new Analytics({ writeKey: KEY, host: url, path: "/collect/v1/batch" });
    client.track({ userId: "u1", event: "Order ✓", properties: { revenue: 49.99 } });
    await client.closeAndFlush();
    // Sends JSON, compressed, as a form.
    const rudder = new RudderAnalytics(KEY, { dataPlaneUrl: `${url}/collect` });
    rudder.track({ userId: "u1", event: "Paid ✓" });
    await rudder.flush();
    const payload = { data: { session_id: "s1", events: [{ type: "click", data: { x: 1 } }] } };
    const beacon = await fetch(`${url}/collect`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(payload),
    });
    expect(await beacon.json()).toMatchObject({ ok: true });
    expect(batches.flatMap(({ events }) => events)).toMatchObject([
      { type: "track", event: "Order ✓", userId: "u1", properties: { revenue: 49.99 } },
      { type: "track", event: "Paid ✓", userId: "u1" },
      { type: "track", event: "click", anonymousId: "s1" },
    ]);
    expect(await (await fetch(url)).text()).toBe("mine");
  });
});
