import { createPeek } from "@peekjs/core";
import { peek } from "@peekjs/express";
import { startClient } from "@peekjs/testing/conformance";
import type { Express } from "express";
import request from "supertest";
import { expect, test } from "vitest";
import { FRAMEWORKS } from "./frameworks.ts";

test.each(FRAMEWORKS)(
  "%s: one middleware in several apps sees all of each",
  async (_, framework) => {
    const { client, endpoint } = await startClient(createPeek);
    const middleware = peek(client);
    const create = (): Express => {
      const app = framework();
      app.set("env", "test");
      app.use(middleware);
      app.get("/fails", () => {
        throw new RangeError("no");
      });
      return app;
    };
    const apps = [create(), create()];
    for (const app of [...apps, ...apps]) await request(app).get("/fails");
    await client.shutdown();
    const error = { route: "/fails", status: 500, errorType: "RangeError" };
    expect(endpoint.requests).toMatchObject([error, error, error, error]);
  },
);
