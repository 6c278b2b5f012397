import { createPeek } from "@peekjs/core";
import { peek } from "@peekjs/express";
import { startClient } from "@peekjs/testing/conformance";
import request from "supertest";
import { expect, test } from "vitest";
import { FRAMEWORKS } from "./frameworks.ts";

test.each(FRAMEWORKS)("%s: handlers get the router's own next", async (_, framework) => {
  const { client } = await startClient(createPeek);
  const app = framework();
  app.use(peek(client));
  app.use((request, response, next) => response.json(next === request.next));
  expect((await request(app).get("/")).body).toBe(true);
  await client.shutdown();
});
