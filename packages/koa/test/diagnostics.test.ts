import Router from "@koa/router";
import { createPeek } from "@peekjs/core";
import { peek } from "@peekjs/koa";
import { startRecordingEndpoint } from "@peekjs/testing";
import Koa from "koa";
import request from "supertest";
import { expect, test } from "vitest";

test("says once that a router comes before peek()", async () => {
  await using endpoint = await startRecordingEndpoint();
  const codes: string[] = [];
  const client = createPeek({
    endpoint: endpoint.url,
    disabled: false,
    durability: "memory",
    maxStorageBytes: 0,
    onError: ({ code }) => codes.push(code),
  });
  const app = new Koa();
  app.use(new Router().get("/early", (ctx) => void (ctx.body = "unseen")).routes());
  app.use(peek(client));
  for (let i = 0; i < 2; i++) await request(app.callback()).get("/late");
  await client.shutdown();
  expect(codes).toEqual(["PEEK_W_AFTER_ROUTES"]);
});
