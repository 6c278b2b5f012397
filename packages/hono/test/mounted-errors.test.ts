import { getRequestListener } from "@hono/node-server";
import { createServer } from "node:http";
import { createPeek, type Peek } from "@peekjs/core";
import { withPeek } from "@peekjs/hono";
import type { RecordingEndpoint } from "@peekjs/testing";
import { running, startClient } from "@peekjs/testing/conformance";
import { Hono } from "hono";
import { HTTPException } from "hono/http-exception";
import { LinearRouter } from "hono/router/linear-router";
import { PatternRouter } from "hono/router/pattern-router";
import { RegExpRouter } from "hono/router/reg-exp-router";
import { TrieRouter } from "hono/router/trie-router";
import { beforeEach, describe, expect, test } from "vitest";

let endpoint: RecordingEndpoint;
let client: Peek;
beforeEach(async () => {
  ({ client, endpoint } = await startClient(createPeek));
});

type Options = ConstructorParameters<typeof Hono>[0];

/** An app and, mounted in it, two that answer their own errors. */
function create(options?: Options): Hono {
  const deepest = new Hono();
  deepest.get("/fails", () => {
    throw new RangeError("deepest");
  });
  deepest.onError((_, c) => c.text("deepest answers", 422));
  const mounted = new Hono();
  mounted.get("/ok", (c) => c.text("ok"));
  mounted.get("/fails/:id", async () => {
    throw new TypeError("mounted");
  });
  mounted.use("/guarded/*", async () => {
    throw new HTTPException(403, { message: "not yours" });
  });
  mounted.get("/guarded/:id", (c) => c.text("never"));
  mounted.get("/handed-on", () => {
    throw new SyntaxError("handed on");
  });
  mounted.route("/deepest", deepest);
  mounted.onError((error, c) => {
    if (error instanceof SyntaxError) throw error;
    return c.text("mounted answers", error instanceof HTTPException ? 403 : 418);
  });
  const app = new Hono(options);
  app.route("/mounted", mounted);
  app.onError((_, c) => c.text("app answers", 503));
  return app;
}

const ASKED = [
  ["/mounted/ok", 200, undefined, undefined],
  ["/mounted/fails/7", 418, "TypeError", "mounted"],
  ["/mounted/guarded/7", 403, "HTTPException", "not yours"],
  ["/mounted/deepest/fails", 422, "RangeError", "deepest"],
  ["/mounted/handed-on", 503, "SyntaxError", "handed on"],
  ["/mounted/fails/8", 418, "TypeError", "mounted"],
  ["/mounted/ok", 200, undefined, undefined],
  ["/elsewhere", 404, undefined, undefined],
] as const;

const shown = () =>
  endpoint.requests.map(({ path, status, errorType, errorMessage }) => [
    path,
    status,
    errorType,
    errorMessage,
  ]);

describe("withPeek() and errors that a mounted app's own error handler answers", () => {
  test.each([
    ["SmartRouter", undefined],
    ["RegExpRouter", { router: new RegExpRouter<never>() }],
    ["TrieRouter", { router: new TrieRouter<never>() }],
    ["LinearRouter", { router: new LinearRouter<never>() }],
    ["PatternRouter", { router: new PatternRouter<never>() }],
  ])("without a Node server, with %s", async (_, options) => {
    const { fetch } = withPeek(create(options as Options), client);
    for (const [path] of ASKED) await fetch(new Request(`http://app.test${path}`));
    await client.flush();
    expect(shown()).toEqual(ASKED);
  });

  test("on node-server", async () => {
    const listener = getRequestListener(withPeek(create(), client).fetch);
    const server = await running(createServer(listener).listen(0, "127.0.0.1"));
    for (const [path] of ASKED) {
      await (await fetch(`http://127.0.0.1:${server.port}${path}`)).text();
    }
    await server.close();
    await client.flush();
    expect(shown()).toEqual(ASKED);
  });

  test("a HEAD, and the same app wrapped for another client", async () => {
    const app = create();
    const other = await startClient(createPeek);
    const first = withPeek(app, client);
    const second = withPeek(app, other.client);
    const request = () => new Request("http://app.test/mounted/fails/7", { method: "HEAD" });
    for (const { fetch } of [first, second, first]) await fetch(request());
    await client.flush();
    await other.client.flush();
    const error = { method: "HEAD", route: "/mounted/fails/:id", errorType: "TypeError" };
    expect(endpoint.requests).toMatchObject([error, error]);
    expect(other.endpoint.requests).toMatchObject([error]);
  });

  test("answers, promises and the app's routes are as without peek", async () => {
    const app = create();
    const routes = app.routes.map((route) => ({ ...route }));
    const { fetch } = withPeek(app, client);
    const bare = create();
    for (const [path] of ASKED) {
      const response = await fetch(new Request(`http://app.test${path}`));
      const expected = await bare.fetch(new Request(`http://app.test${path}`));
      expect([response.status, await response.text()]).toEqual([
        expected.status,
        await expected.text(),
      ]);
    }
    expect(app.routes).toEqual(routes);
  });
});
