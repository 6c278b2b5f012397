import { once } from "node:events";
import { createServer, get } from "node:http";
import type { AddressInfo } from "node:net";
import { createPeek, type Peek } from "@peekjs/core";
import { peek, setConsumer, withPeek } from "@peekjs/hono";
import type { RecordingEndpoint } from "@peekjs/testing";
import { startClient } from "@peekjs/testing/conformance";
import { Hono } from "hono";
import { beforeEach, describe, expect, onTestFinished, test } from "vitest";

// Servers such as srvx, on which Nitro 3 serves what is exported, keep Node's own messages on the web request alone.

interface App {
  fetch(request: Request): Response | Promise<Response>;
}

let endpoint: RecordingEndpoint;
let client: Peek;
let isAsked: boolean;
beforeEach(async () => {
  ({ client, endpoint } = await startClient(createPeek));
  isAsked = false;
});

async function listen(app: App): Promise<string> {
  const server = createServer(async (req, res) => {
    const request = new Request(`http://app.test${req.url}`, { method: req.method! });
    Object.assign(request, { runtime: { name: "node", node: { req, res } } });
    const response = await app.fetch(request);
    res.writeHead(response.status).end(await response.text());
  });
  onTestFinished(() => void server.close());
  await once(server.listen(0, "127.0.0.1"), "listening");
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const fill = (app: Hono): Hono =>
  app
    .get("/users/:id", (c) => c.text("seven"))
    .get("/fails", () => {
      throw new TypeError("no");
    })
    .get("/never", () => {
      isAsked = true;
      return new Promise<never>(() => {});
    })
    .onError((_, c) => c.text("failed", 500));

const MOUNTS: [string, () => App][] = [
  ["peek()", () => fill(new Hono().use(peek(client)))],
  ["withPeek()", () => withPeek(fill(new Hono()), client)],
];

describe.each(MOUNTS)(
  "%s behind a server that keeps Node's messages on the request",
  (_, create) => {
    test("shows what Node's response shows", async () => {
      const url = await listen(create());
      await (await fetch(`${url}/users/7`)).text();
      await (await fetch(`${url}/fails`)).text();
      await client.flush();
      expect(endpoint.requests).toMatchObject([
        { path: "/users/7", route: "/users/:id", status: 200, responseBytes: 5, protocol: "1.1" },
        { route: "/fails", status: 500, responseBytes: 6, errorType: "TypeError" },
      ]);
      expect(endpoint.requests[0]).toHaveProperty("ttfbMs");
    });

    test("sees a client that leaves before the head", async () => {
      const url = await listen(create());
      const request = get(`${url}/never`).on("error", () => {});
      await expect.poll(() => isAsked).toBe(true);
      request.destroy();
      await expect.poll(() => client.stats().accepted).toBe(1);
      await client.flush();
      expect(endpoint.requests).toMatchObject([{ path: "/never", outcome: "client_abort" }]);
      expect(endpoint.requests[0]).not.toHaveProperty("status");
    });
  },
);

test("setConsumer is heard there, also once a middleware has replaced the request", async () => {
  const app = new Hono().use(peek(client));
  app.get("/me", (c) => {
    setConsumer(c, "acme");
    return c.text("me");
  });
  app.get("/replaced", (c) => {
    c.req.raw = new Request(c.req.raw);
    setConsumer(c, "acme");
    return c.text("me");
  });
  const url = await listen(app);
  await (await fetch(`${url}/me`)).text();
  await (await fetch(`${url}/replaced`)).text();
  await client.flush();
  expect(endpoint.requests).toMatchObject([{ consumer: "acme" }, { consumer: "acme" }]);
  expect(endpoint.requests[1]).toMatchObject({ responseBytes: 2 });
});
