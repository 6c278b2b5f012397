import { once } from "node:events";
import type { AddressInfo, Server } from "node:net";
import { serve, upgradeWebSocket } from "@hono/node-server";
import { createPeek, type Peek } from "@peekjs/core";
import { peek, withPeek } from "@peekjs/hono";
import type { RecordingEndpoint } from "@peekjs/testing";
import { startClient } from "@peekjs/testing/conformance";
import { Hono } from "hono";
import { beforeEach, expect, test } from "vitest";
import { WebSocket, WebSocketServer } from "ws";

let endpoint: RecordingEndpoint;
let client: Peek;
beforeEach(async () => {
  ({ client, endpoint } = await startClient(createPeek));
});

test.each([peek, withPeek])(
  "a WebSocket that is taken, and one that is refused: %o",
  async (way) => {
    const app = new Hono();
    if (way === peek) app.use(peek(client));
    app.use("/secret/*", async (c) => c.text("no", 401));
    for (const path of ["/live/:room", "/secret/:room"]) {
      app.get(
        path,
        upgradeWebSocket(() => ({ onMessage: ({ data }, socket) => socket.send(data as string) })),
      );
    }
    const server = serve({
      fetch: (way === peek ? app : withPeek(app, client)).fetch,
      port: 0,
      hostname: "127.0.0.1",
      websocket: { server: new WebSocketServer({ noServer: true }) as never },
    }) as Server;
    if (!server.listening) await once(server, "listening");
    const origin = `ws://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const socket = new WebSocket(`${origin}/live/7`);
    await once(socket, "open");
    socket.send("hello");
    expect(String((await once(socket, "message"))[0])).toBe("hello");
    socket.close();
    const refused = new WebSocket(`${origin}/secret/7`);
    expect(String(await once(refused, "error"))).toContain("401");
    server.close();
    await client.shutdown();
    expect(endpoint.requests).toMatchObject([
      { route: "/live/:room", status: 101, outcome: "upgrade" },
      { path: "/secret/7", status: 401 },
    ]);
  },
);
