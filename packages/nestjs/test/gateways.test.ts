import { once } from "node:events";
import type { Server } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { Module } from "@nestjs/common";
import { NestFactory } from "@nestjs/core";
import { ExpressAdapter } from "@nestjs/platform-express";
import { FastifyAdapter } from "@nestjs/platform-fastify";
import { WsAdapter } from "@nestjs/platform-ws";
import { WebSocketGateway } from "@nestjs/websockets";
import { createPeek } from "@peekjs/core";
import { PeekModule } from "@peekjs/nestjs";
import { attach } from "@peekjs/node";
import { webSocketHandshake } from "@peekjs/testing";
import { startClient } from "@peekjs/testing/conformance";
import { expect, test } from "vitest";

class Gateway {}
WebSocketGateway({ path: "/live" })(Gateway);

async function shake(server: Server): Promise<void> {
  const socket = connect((server.address() as AddressInfo).port, "127.0.0.1");
  const closed = once(socket, "close");
  socket.write(webSocketHandshake("/live?room=7"));
  const [answer] = (await once(socket, "data")) as [Buffer];
  expect(String(answer)).toMatch(/^HTTP\/1.1 101 /);
  socket.destroy();
  await closed;
}

test.each([
  ["unseen on Express", ExpressAdapter, false],
  ["unseen on Fastify", FastifyAdapter, false],
  ["an upgrade with attach() on Express", ExpressAdapter, true],
  ["an upgrade with attach() on Fastify", FastifyAdapter, true],
])("a WebSocket that a gateway takes: %s", async (_, Platform, isAttached) => {
  const { client, endpoint, codes } = await startClient(createPeek);
  class AppModule {}
  Module({ providers: [Gateway], imports: [PeekModule.forRoot({ client })] })(AppModule);
  const app = await NestFactory.create(AppModule, new Platform(), {
    logger: false,
    forceCloseConnections: true,
  });
  app.useWebSocketAdapter(new WsAdapter(app));
  if (isAttached) attach(app.getHttpServer(), client);
  await app.listen(0, "127.0.0.1");
  await shake(app.getHttpServer());
  await app.close();
  await client.shutdown();
  const upgrade = { path: "/live", status: 101, outcome: "upgrade" };
  expect(endpoint.requests).toMatchObject(isAttached ? [upgrade] : []);
  expect(codes).toEqual([]);
});
