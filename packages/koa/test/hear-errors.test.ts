import { createPeek, type Peek } from "@peekjs/core";
import { peek } from "@peekjs/koa";
import type { RecordingEndpoint } from "@peekjs/testing";
import { startClient } from "@peekjs/testing/conformance";
import Koa3 from "koa";
import koa2 from "koa2";
import request from "supertest";
import { beforeEach, describe, expect, test } from "vitest";

let endpoint: RecordingEndpoint;
let client: Peek;
beforeEach(async () => {
  ({ client, endpoint } = await startClient(createPeek));
});

describe.each([
  ["koa 3", Koa3],
  ["koa 2", koa2],
] as const)("%s", (_, Koa) => {
  function create(): Koa3 {
    const app = new Koa();
    app.use(peek(client));
    app.use(async (ctx, next) => {
      try {
        await next();
      } catch (error) {
        ctx.status = 503;
        ctx.body = "sorry";
        app.emit("error", error, ctx);
      }
    });
    return app;
  }

  test("an error that a middleware answers, and tells the app of, has its class", async () => {
    const told: unknown[] = [];
    const app = create().on("error", (error) => told.push(error));
    app.use((ctx) => {
      if (ctx.path === "/fails") throw new RangeError("too far");
      app.emit("error", new TypeError("of no request"));
      app.emit("error", new TypeError("of something else"), { path: ctx.path });
      ctx.body = "ok";
    });
    const handle = app.callback();
    for (const path of ["/fails", "/fails", "/ok"]) await request(handle).get(path);
    await client.shutdown();
    const failed = { status: 503, errorType: "RangeError", errorMessage: "too far" };
    expect(endpoint.requests).toMatchObject([failed, failed, { status: 200 }]);
    expect(endpoint.requests[2]).not.toHaveProperty("errorType");
    expect(told).toHaveLength(4);
    expect(app.listeners("error")).toHaveLength(2);
  });

  test("Koa logs what nothing else listens to, and an app that nobody listens to stays so", async () => {
    const app = create().use((ctx) => void (ctx.body = "ok"));
    const handle = app.callback();
    expect(app.listeners("error")).toEqual([app.onerror]);
    app.removeAllListeners("error");
    await request(handle).get("/");
    expect(app.listeners("error")).toEqual([]);
  });
});
