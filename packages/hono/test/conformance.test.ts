import { createPeek } from "@peekjs/core";
import { attach } from "@peekjs/node";
import { describeAdapter, type AdapterShows } from "@peekjs/testing/conformance";
import type { Context } from "hono";
import { startWithMiddleware, startWrapped } from "./app.ts";

const shows: AdapterShows = {
  wildcard: "/files/*",
  guarded: "/guarded/:zone/*",
  // @hono/node-server answers before the app.
  hostileHost: "refused",
  refusals: true,
};

describeAdapter({
  name: "@peekjs/hono on hono 4 and node-server 2",
  createClient: createPeek,
  startApp: startWithMiddleware,
  attach,
  header: (context: Context, name) => context.req.header(name),
  shows: { ...shows, inner: true },
});

describeAdapter({
  name: "withPeek of @peekjs/hono on hono 4 and node-server 2",
  createClient: createPeek,
  startApp: startWrapped,
  attach,
  header: (request: Request, name) => request.headers.get(name) ?? undefined,
  shows: { ...shows, setConsumer: false },
});
