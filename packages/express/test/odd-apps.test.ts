import { once } from "node:events";
import { createServer, IncomingMessage, ServerResponse } from "node:http";
import { Socket } from "node:net";
import { PassThrough } from "node:stream";
import { createPeek, type Peek } from "@peekjs/core";
import { peek } from "@peekjs/express";
import type { RecordingEndpoint } from "@peekjs/testing";
import { startClient } from "@peekjs/testing/conformance";
import type express5 from "express";
import request from "supertest";
import { beforeEach, describe, expect, test } from "vitest";
import { FRAMEWORKS } from "./frameworks.ts";

let endpoint: RecordingEndpoint;
let client: Peek;
let said: string[];
beforeEach(async () => {
  ({ client, endpoint, codes: said } = await startClient(createPeek));
});

describe.each(FRAMEWORKS)("%s", (_, framework) => {
  const create = (): express5.Express => {
    const app = framework();
    app.set("env", "test");
    return app;
  };

  test("what leaves a mounted app again is answered by the outer one", async () => {
    const outer = create();
    const inner = create();
    inner.use(peek(client));
    inner.get("/mine", (_request, response) => void response.send("mine"));
    outer.use("/inner", inner);
    outer.use("/inner/out", (_request, response) => void response.send("from outside"));
    for (const path of ["/mine", "/out", "/none", "/mine"])
      await request(outer).get(`/inner${path}`);
    const { text } = await request(outer).get("/inner/none");
    await client.shutdown();
    expect(endpoint.requests.map(({ path, responseBytes }) => [path, responseBytes])).toEqual([
      ["/inner/mine", 4],
      ["/inner/out", 12],
      ["/inner/none", text.length],
      ["/inner/mine", 4],
      ["/inner/none", text.length],
    ]);
    expect(said).toEqual([]);
  });

  test("a mounted app with a write of its own, which passes the counter by: no bytes are told of", async () => {
    const app = create();
    const inner = create();
    const { write } = ServerResponse.prototype;
    inner.response.write = function (this: ServerResponse, chunk: unknown) {
      return write.call(this, chunk, "utf8");
    };
    inner.get("/", (_request, response) => {
      response.write("pl");
      response.end("ain");
    });
    app.use(peek(client)).use("/inner", inner);
    for (let i = 0; i < 2; i++) await request(app).get("/inner").expect("plain");
    await client.shutdown();
    expect(endpoint.requests.map(({ responseBytes }) => responseBytes)).toEqual([
      undefined,
      undefined,
    ]);
  });

  test("an app with a write of its own: all bytes, and the app's write is called", async () => {
    const app = create();
    const written: unknown[] = [];
    const { write } = ServerResponse.prototype;
    app.response.write = function (this: ServerResponse, chunk: unknown) {
      written.push(chunk);
      return write.call(this, chunk, "utf8");
    };
    app.use(peek(client));
    app.get("/", (_request, response) => {
      response.write("pl");
      response.end("ain");
    });
    for (let i = 0; i < 2; i++) await request(app).get("/").expect("plain");
    await client.shutdown();
    expect(written).toEqual(["pl", "pl"]);
    expect(endpoint.requests.map(({ responseBytes }) => responseBytes)).toEqual([5, 5]);
  });

  test("a response that gets another prototype: only the bytes that its head tells", async () => {
    const app = create();
    app.use(peek(client));
    app.use((_request, response, next) => {
      Object.setPrototypeOf(response, ServerResponse.prototype);
      next();
    });
    app.get("/announced", (_request, response) => void response.end("plain"));
    app.get("/chunked", (_request, response) => {
      response.write("pl");
      response.end("ain");
    });
    for (const path of ["/announced", "/chunked"]) {
      expect((await request(app).get(path)).text).toBe("plain");
    }
    await client.shutdown();
    expect(endpoint.requests).toMatchObject([
      { route: "/announced", status: 200, responseBytes: 5 },
      { route: "/chunked", status: 200 },
    ]);
    expect(endpoint.requests[1]).not.toHaveProperty("responseBytes");
  });

  test("an app's own write, added after the first request", async () => {
    const outer = create();
    const inner = create();
    inner.use(peek(client));
    inner.get("/", (_request, response) => {
      response.write("a");
      response.end();
    });
    await request(inner).get("/");
    const { write } = ServerResponse.prototype;
    outer.response.write = function (this: ServerResponse) {
      return write.call(this, "outer", "utf8");
    } as typeof write;
    outer.use(inner);
    expect((await request(outer).get("/")).text).toBe("outer");
    await client.shutdown();
    expect(endpoint.requests).toMatchObject([{ responseBytes: 1 }, { status: 200 }]);
  });

  test("messages made by hand", async () => {
    const app = create();
    app.use(peek(client));
    app.get("/users/:id", ({ params }, response) => void response.json(params));
    for (let i = 0; i < 2; i++) {
      const incoming = Object.assign(new IncomingMessage(new Socket()), {
        method: "GET",
        url: `/users/${i}`,
      });
      const outgoing = new ServerResponse(incoming);
      outgoing.assignSocket(new PassThrough().resume() as unknown as Socket);
      app(incoming as express5.Request, outgoing as express5.Response);
      await once(outgoing, "finish");
    }
    await client.shutdown();
    const record = { route: "/users/:id", status: 200, responseBytes: 10 };
    expect(endpoint.requests).toMatchObject([record, record]);
    expect(said).toEqual([]);
  });

  test("objects in place of messages", () => {
    const app = create();
    app.use(peek(client));
    let handled = 0;
    app.get("/fake", () => void handled++);
    const fake = { method: "GET", url: "/fake" } as express5.Request;
    app(fake, { setHeader: () => undefined } as unknown as express5.Response);
    expect(handled).toBe(1);
    expect(said).toEqual([]);
  });
});

test("the middleware below a server that is not Express", async () => {
  const middleware = peek(client) as unknown as (...args: unknown[]) => void;
  const server = createServer((incoming, outgoing) => {
    middleware(incoming, outgoing, () => outgoing.end("plain"));
  });
  await request(server).get("/plain").expect(200, "plain");
  await client.shutdown();
  expect(endpoint.requests).toMatchObject([{ path: "/plain", status: 200, responseBytes: 5 }]);
  expect(said).toEqual([]);
});

test("below another framework that names routes and mounts on its requests as Express does", async () => {
  const middleware = peek(client) as unknown as (...args: unknown[]) => void;
  const server = createServer((incoming, outgoing) => {
    middleware(incoming, outgoing, () => {
      Object.assign(incoming, { baseUrl: "/sub" }, incoming.url === "/sub/1" && { route: {} });
      outgoing.end("plain");
    });
  });
  for (const path of ["/sub/1", "/sub/none"]) await request(server).get(path).expect(200);
  await client.shutdown();
  expect(endpoint.requests.map(({ path, route }) => [path, route])).toEqual([
    ["/sub/1", undefined],
    ["/sub/none", undefined],
  ]);
  expect(said).toEqual([]);
});
