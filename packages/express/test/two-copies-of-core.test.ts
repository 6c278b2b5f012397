import { startClient } from "@peekjs/testing/conformance";
import express from "express";
import request from "supertest";
import { expect, test, vi } from "vitest";

/** Loads the adapter with a copy of `@peekjs/core` of its own. */
async function load(): Promise<[typeof import("@peekjs/core"), typeof import("@peekjs/express")]> {
  vi.resetModules();
  return [await import("@peekjs/core"), await import("@peekjs/express")];
}

test("an app of which the client and the adapter have two copies of core: said once, one record each", async () => {
  const [{ createPeek }, own] = await load();
  const [, other] = await load();
  const { client, endpoint, said } = await startClient(createPeek);
  const app = express();
  app.set("env", "test");
  app.use(other.peek(client));
  const tenants = express.Router();
  // Registered again, in another copy: seen to be the same client.
  tenants.use(own.peek(client));
  tenants.get("/orders/:order", (_request, response) => {
    own.setConsumer(response, "acme");
    response.send("order");
  });
  tenants.get("/fails", () => {
    throw new RangeError("no");
  });
  app.use("/tenants/:tenant", tenants);
  for (const path of ["/tenants/a/orders/1", "/tenants/a/fails", "/nope", "/tenants/a/orders/2"]) {
    await request(app).get(path);
  }
  await client.shutdown();
  const order = { route: "/tenants/:tenant/orders/:order", consumer: "acme", responseBytes: 5 };
  expect(endpoint.requests).toMatchObject([
    order,
    { route: "/tenants/:tenant/fails", status: 500, errorType: "RangeError" },
    { path: "/nope", status: 404 },
    order,
  ]);
  expect(said).toEqual([
    expect.stringMatching(
      /^PEEK_W_DUAL_INSTANCE: .*@peekjs\/express.*One version of all @peekjs.*npm dedupe/,
    ),
    expect.stringMatching(/^PEEK_W_DOUBLE: /),
  ]);
});
