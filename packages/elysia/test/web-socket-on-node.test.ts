import { once } from "node:events";
import type { AddressInfo, Server } from "node:net";
import { connect, type Socket } from "node:net";
import { node } from "@elysiajs/node";
import { createPeek, type Peek } from "@peekjs/core";
import { peek } from "@peekjs/elysia";
import { type RecordingEndpoint, webSocketHandshake } from "@peekjs/testing";
import { startClient } from "@peekjs/testing/conformance";
import { Elysia } from "elysia";
import { afterEach, beforeEach, expect, test } from "vitest";

let endpoint: RecordingEndpoint;
let client: Peek;
let server: Server;
const sockets: Socket[] = [];

beforeEach(async () => {
  ({ client, endpoint } = await startClient(createPeek));
  const app = new Elysia({ adapter: node() })
    .use(peek(client))
    .ws("/live/:room", { afterHandle: ({ status }) => status(402, "nobody gets it") })
    .ws("/secret/:room", { beforeHandle: ({ status }) => status(401, "no") })
    .get("/page", () => "no WebSocket");
  server = await new Promise((resolve) => {
    app.listen({ port: 0, hostname: "127.0.0.1" }, (elysia) =>
      resolve((elysia as unknown as { node: { server: Server } }).node.server),
    );
  });
  if (!server.listening) await once(server, "listening");
});
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  server.close();
  await client.shutdown();
});

/** @returns the status line of the answer, once its record is there */
async function shake(path: string): Promise<string> {
  const socket = connect((server.address() as AddressInfo).port, "127.0.0.1");
  sockets.push(socket);
  socket.write(webSocketHandshake(path, "app.test"));
  const [answer] = (await once(socket, "data")) as [Buffer];
  socket.destroy();
  await expect.poll(() => client.stats().accepted).toBe(1);
  await client.flush();
  return String(answer).split("\r\n")[0]!;
}

test("a WebSocket that is taken is an upgrade, whatever the app would have answered", async () => {
  expect(await shake("/live/7")).toMatch(/^HTTP\/1.1 101 /);
  expect(endpoint.requests).toMatchObject([
    { route: "/live/:room", path: "/live/7", status: 101, outcome: "upgrade" },
  ]);
});

test.each([
  ["/secret/7", "/secret/:room", 401],
  ["/page", "/page", 200],
])("a handshake that %s answers has the status that was sent", async (path, route, status) => {
  expect(await shake(path)).toContain(` ${status} `);
  expect(endpoint.requests).toMatchObject([{ route, path, status }]);
  expect(endpoint.requests[0]).not.toHaveProperty("outcome");
});
