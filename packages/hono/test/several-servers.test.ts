import { once } from "node:events";
import { createServer } from "node:http";
import { type AddressInfo, connect, type Server } from "node:net";
import { getRequestListener, serve } from "@hono/node-server";
import { createPeek, type Peek } from "@peekjs/core";
import { peek, withPeek } from "@peekjs/hono";
import type { RecordingEndpoint } from "@peekjs/testing";
import { startClient } from "@peekjs/testing/conformance";
import { Hono } from "hono";
import { beforeEach, expect, onTestFinished, test } from "vitest";

let endpoint: RecordingEndpoint;
let client: Peek;
let codes: string[];
beforeEach(async () => {
  ({ client, endpoint, codes } = await startClient(createPeek));
});

/** Serves an app once more, and returns the port. */
async function listen(app: Pick<Hono, "fetch">): Promise<number> {
  const server = serve({ fetch: app.fetch, port: 0, hostname: "127.0.0.1" });
  onTestFinished(() => void server.close());
  return portOf(server);
}

async function portOf(server: Server): Promise<number> {
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}

/** What the server itself refuses. */
async function askBadly(port: number): Promise<void> {
  const socket = connect(port, "127.0.0.1").resume();
  socket.end("GET /bad HTTP/1.1\r\nhost: [\r\nconnection: close\r\n\r\n");
  await once(socket, "close");
}

test("what each of an app's servers refuses is recorded", async () => {
  const app = new Hono();
  app.use(peek(client));
  app.get("/ok", (c) => c.text("ok"));
  const ports = [await listen(app), await listen(app), await listen(app)];
  for (const port of ports) {
    await (await fetch(`http://127.0.0.1:${port}/ok`)).text();
    await askBadly(port);
  }
  await client.shutdown();
  const ok = { path: "/ok", status: 200 };
  const refused = { path: "/bad", status: 400 };
  expect(endpoint.requests).toMatchObject([ok, refused, ok, refused, ok, refused]);
});

test("with withPeek too, which says nothing of what is in front of it", async () => {
  const app = withPeek(
    new Hono().get("/ok", (c) => c.text("ok")),
    client,
  );
  const ports = [await listen(app), await listen(app)];
  for (const port of ports) {
    await (await fetch(`http://127.0.0.1:${port}/ok`)).text();
    await askBadly(port);
  }
  const listener = getRequestListener(app.fetch);
  const server = createServer((incoming, outgoing) => {
    if (incoming.url === "/front") outgoing.end("front");
    else void listener(incoming, outgoing);
  });
  onTestFinished(() => void server.close());
  const origin = `http://127.0.0.1:${await portOf(server.listen(0, "127.0.0.1"))}`;
  for (const path of ["/ok", "/front", "/ok"]) await (await fetch(origin + path)).text();
  await client.shutdown();
  const paths = endpoint.requests.map(({ path }) => path);
  expect(paths).toEqual(["/ok", "/bad", "/ok", "/bad", "/ok", "/ok"]);
  expect(codes).toEqual([]);
});

test("also where the app was asked without a server before", async () => {
  const app = new Hono();
  app.use(peek(client));
  app.get("/ok", (c) => c.text("ok"));
  await app.request("/ok");
  const port = await listen(app);
  for (let i = 0; i < 2; i++) await (await fetch(`http://127.0.0.1:${port}/ok`)).text();
  await askBadly(port);
  await client.shutdown();
  expect(endpoint.requests.at(-1)).toMatchObject({ path: "/bad", status: 400 });
});
