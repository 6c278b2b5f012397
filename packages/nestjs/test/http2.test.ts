import { Controller, Get, Module } from "@nestjs/common";
import { NestFactory } from "@nestjs/core";
import { FastifyAdapter } from "@nestjs/platform-fastify";
import { createPeek } from "@peekjs/core";
import { PeekModule } from "@peekjs/nestjs";
import { callHttp2, running, startClient } from "@peekjs/testing/conformance";
import { expect, test } from "vitest";
import { decorate } from "./decorate.ts";

class Users {
  find(): string {
    return "user";
  }
  fails(): void {
    throw new RangeError("no");
  }
}
Controller("users")(Users);
decorate(Users, "find", [Get(":id")]);
decorate(Users, "fails", [Get(":id/fails")]);

test("HTTP/2, on Fastify: Express has none", async () => {
  const { client, endpoint, codes } = await startClient(createPeek);
  class AppModule {}
  Module({ controllers: [Users], imports: [PeekModule.forRoot({ client })] })(AppModule);
  const platform = new FastifyAdapter({ http2: true, forceCloseConnections: true });
  const app = await NestFactory.create(AppModule, platform, { logger: false });
  const { port } = await running(await app.listen(0, "127.0.0.1"));
  await callHttp2(port, ["/users/7?x=1", "/users/7/fails", "/nope"]);
  await app.close();
  await client.shutdown();
  expect(endpoint.requests).toMatchObject([
    { route: "/users/:id", path: "/users/7", status: 200, protocol: "2", responseBytes: 4 },
    { route: "/users/:id/fails", status: 500, protocol: "2", errorType: "RangeError" },
    { path: "/nope", status: 404, protocol: "2" },
  ]);
  expect(endpoint.requests[2]).not.toHaveProperty("route");
  expect(codes).toEqual([]);
});
