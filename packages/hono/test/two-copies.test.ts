import { createRequire } from "node:module";
import { createPeek } from "@peekjs/core";
import { startClient } from "@peekjs/testing/conformance";
import { expect, it } from "vitest";
import { peek } from "../src/index.ts";

const { Hono } = createRequire(import.meta.url)("hono") as typeof import("hono");

it("knows the route in an app that loads Hono with require()", async () => {
  const { client, endpoint } = await startClient(createPeek);
  const app = new Hono();
  app.use(peek(client));
  app.get("/users/:id", (c) => c.text("ok"));
  await app.request("/users/7");
  await client.shutdown();
  expect(endpoint.requests).toMatchObject([{ route: "/users/:id", status: 200 }]);
});
