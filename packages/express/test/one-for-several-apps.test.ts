import { createPeek } from "@peekjs/core";
import { peek } from "@peekjs/express";
import { startRecordingEndpoint } from "@peekjs/testing";
import express5, { type Express } from "express";
import express4 from "express4";
import express52 from "express52";
import request from "supertest";
import { expect, test } from "vitest";

const FRAMEWORKS = [
  ["express 5.3", express5],
  ["express 5.2", express52],
  ["express 4", express4],
] as const;

test.each(FRAMEWORKS)(
  "%s: one middleware in several apps sees all of each",
  async (_, framework) => {
    await using endpoint = await startRecordingEndpoint();
    const client = createPeek({ endpoint: endpoint.url, durability: "memory" });
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
