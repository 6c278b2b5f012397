import { Controller, Get, Module } from "@nestjs/common";
import { ExpressAdapter } from "@nestjs/platform-express";
import { FastifyAdapter } from "@nestjs/platform-fastify";
import { Test } from "@nestjs/testing";
import { createPeek } from "@peekjs/core";
import { PeekModule } from "@peekjs/nestjs";
import { running, startClient } from "@peekjs/testing/conformance";
import { expect, test } from "vitest";
import { decorate } from "./decorate.ts";

class Cats {
  find(): string {
    return "cat";
  }
  fail(): never {
    throw new RangeError("none left");
  }
}
Controller("cats")(Cats);
decorate(Cats, "find", [Get(":catId")]);
decorate(Cats, "fail", [Get()]);

test.each([
  ["Express", ExpressAdapter],
  ["Fastify", FastifyAdapter],
])(
  "an app of @nestjs/testing, which is given %s when all modules are made",
  async (_, Platform) => {
    const { client, endpoint, codes } = await startClient(createPeek);
    class AppModule {}
    Module({ controllers: [Cats], imports: [PeekModule.forRoot({ client })] })(AppModule);
    const testing = await Test.createTestingModule({ imports: [AppModule] }).compile();
    const options = { logger: false, forceCloseConnections: true } as const;
    const app = testing.createNestApplication(new Platform() as ExpressAdapter, options);
    await app.listen(0, "127.0.0.1");
    const { port } = await running(app.getHttpServer());
    for (const path of ["/cats/7", "/cats", "/nope"]) {
      await (await fetch(`http://127.0.0.1:${port}${path}`)).text();
    }
    await app.close();
    await client.shutdown();
    expect(endpoint.requests).toMatchObject([
      { route: "/cats/:catId", status: 200, responseBytes: 3 },
      { route: "/cats", status: 500, errorType: "RangeError" },
      { path: "/nope", status: 404 },
    ]);
    expect(endpoint.requests[2]).not.toHaveProperty("route");
    expect(codes).toEqual([]);
  },
);
