import { once } from "node:events";
import { type AddressInfo, connect } from "node:net";
import websocket from "@fastify/websocket";
import { createPeek, type Peek } from "@peekjs/core";
import { peekPlugin } from "@peekjs/fastify";
import { type RecordingEndpoint, webSocketHandshake } from "@peekjs/testing";
import { startClient } from "@peekjs/testing/conformance";
import { fastify } from "fastify";
import { beforeEach, expect, test } from "vitest";

let endpoint: RecordingEndpoint;
let client: Peek;
beforeEach(async () => {
  ({ client, endpoint } = await startClient(createPeek));
});

/** A handshake with an app of @fastify/websocket: the status line that the client gets. */
async function shake(path: string): Promise<string> {
  const app = fastify({ forceCloseConnections: true });
  await app.register(peekPlugin, { client });
  await app.register(websocket);
  app.get("/live/:room", { websocket: true }, (socket) => socket.close());
  app.get(
    "/members/:room",
    { websocket: true, preValidation: async (_, reply) => reply.code(401).send("no") },
    () => undefined,
  );
  await app.listen({ host: "127.0.0.1", port: 0 });
  const socket = connect((app.server.address() as AddressInfo).port, "127.0.0.1");
  const closed = once(socket, "close");
  let received = "";
  socket.setEncoding("latin1").on("data", (text: string) => (received += text));
  socket.write(webSocketHandshake(path));
  await expect.poll(() => received).toContain("\r\n\r\n");
  socket.destroy();
  await closed;
  await app.close();
  await client.shutdown();
  return received.slice(0, received.indexOf("\r\n"));
}

test("a WebSocket that a route takes: its route and the 101 that was sent", async () => {
  expect(await shake("/live/7")).toBe("HTTP/1.1 101 Switching Protocols");
  expect(endpoint.requests).toMatchObject([
    { route: "/live/:room", path: "/live/7", status: 101, outcome: "upgrade" },
  ]);
});

test("a handshake that a hook refuses is an answer like others", async () => {
  expect(await shake("/members/7")).toBe("HTTP/1.1 401 Unauthorized");
  expect(endpoint.requests).toMatchObject([{ route: "/members/:room", status: 401 }]);
  expect(endpoint.requests[0]).not.toHaveProperty("outcome");
});

test("a handshake for which there is no route", async () => {
  expect(await shake("/nope")).toBe("HTTP/1.1 404 Not Found");
  expect(endpoint.requests).toMatchObject([{ path: "/nope", status: 404 }]);
  expect(endpoint.requests[0]).not.toHaveProperty("route");
});
