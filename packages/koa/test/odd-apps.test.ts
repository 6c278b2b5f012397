import { once } from "node:events";
import { createServer, IncomingMessage, ServerResponse } from "node:http";
import { Socket } from "node:net";
import { PassThrough } from "node:stream";
import Router from "@koa/router";
import { createPeek, type Peek } from "@peekjs/core";
import { peek, setConsumer } from "@peekjs/koa";
import type { RecordingEndpoint } from "@peekjs/testing";
import { callListenerOverHttp2, startClient } from "@peekjs/testing/conformance";
import Koa3 from "koa";
import koa2 from "koa2";
import mount from "koa-mount";
import request from "supertest";
import { beforeEach, describe, expect, test } from "vitest";

let endpoint: RecordingEndpoint;
let client: Peek;
let said: string[];
beforeEach(async () => {
  ({ client, endpoint, codes: said } = await startClient(createPeek));
});

describe.each([
  ["koa 3", Koa3],
  ["koa 2", koa2],
] as const)("%s", (_, Koa) => {
  function create(): Koa3 {
    const app = new Koa();
    app.silent = true;
    app.use(peek(client));
    const router = new Router();
    router.get("/users/:id", (ctx) => void (ctx.body = ctx.params));
    router.get("/me", (ctx) => {
      setConsumer(ctx, "acme");
      ctx.body = "me";
    });
    router.get("/own", (ctx) => {
      ctx.respond = false;
      ctx.res.end("own");
    });
    app.use(router.routes());
    return app;
  }
  const user = { route: "/users/:id", status: 200, responseBytes: 10 };

  test("HTTP/2", async () => {
    await callListenerOverHttp2(create().callback(), ["/users/7", "/me"]);
    await client.shutdown();
    expect(endpoint.requests).toMatchObject([
      { ...user, protocol: "2" },
      { route: "/me", consumer: "acme", responseBytes: 2 },
    ]);
  });

  test("messages made by hand", async () => {
    const handle = create().callback();
    for (let i = 0; i < 2; i++) {
      const incoming = Object.assign(new IncomingMessage(new Socket()), {
        method: "GET",
        url: "/users/7",
      });
      const outgoing = new ServerResponse(incoming);
      outgoing.assignSocket(new PassThrough().resume() as unknown as Socket);
      void handle(incoming, outgoing);
      await once(outgoing, "finish");
    }
    await client.shutdown();
    expect(endpoint.requests).toMatchObject([user, user]);
    expect(said).toEqual([]);
  });

  test("an app with peek() inside one with peek() makes one record", async () => {
    const outer = create().use(mount("/inner", create()));
    for (let i = 0; i < 2; i++) await request(outer.callback()).get("/inner/users/7");
    await client.shutdown();
    expect(endpoint.requests).toMatchObject([
      { route: "/inner/users/:id", responseBytes: 10 },
      { route: "/inner/users/:id", responseBytes: 10 },
    ]);
    expect(said).toEqual(["PEEK_W_DOUBLE"]);
  });

  test("a response that a middleware ends itself", async () => {
    const app = create();
    for (let i = 0; i < 2; i++)
      expect((await request(app.callback()).get("/own")).text).toBe("own");
    await client.shutdown();
    // What Koa begins with.
    const own = { route: "/own", status: 404, responseBytes: 3 };
    expect(endpoint.requests).toMatchObject([own, own]);
  });

  test("a proxy in front of Node's response", async () => {
    const handle = create().callback();
    const server = createServer((incoming, outgoing) => {
      const proxy = new Proxy(outgoing, {
        get(target, key) {
          const value: unknown = Reflect.get(target, key);
          return typeof value === "function" ? value.bind(target) : value;
        },
      });
      void handle(incoming, proxy);
    });
    for (let i = 0; i < 2; i++) await request(server).get("/users/7");
    await client.shutdown();
    expect(endpoint.requests).toMatchObject([user, user]);
  });
});
