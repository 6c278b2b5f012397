import { createPeek, type Peek } from "@peekjs/core";
import { withPeek } from "@peekjs/fetch";
import { describeAdapter } from "@peekjs/testing/conformance";
import { handler, listen } from "./app.ts";

describeAdapter<Peek>({
  name: "@peekjs/fetch on @hono/node-server 2",
  createClient: createPeek,
  startApp: ({ clients }) =>
    listen(clients.reduce((fetch, client) => withPeek(fetch, client), handler)),
  header: (request: Request, name) => request.headers.get(name) ?? undefined,
  shows: {
    wildcard: "/files/*",
    guarded: "/guarded/:zone/*",
    errors: true,
    handlerTime: false,
    setConsumer: true,
    inner: false,
    compression: true,
    endsBrokenStreams: true,
    // @hono/node-server answers before the handler.
    hostileHost: false,
  },
});
