import { createPeek, type Peek } from "@peekjs/core";
import { withPeek } from "@peekjs/fetch";
import { attach } from "@peekjs/node";
import { describeAdapter } from "@peekjs/testing/conformance";
import { type FetchHandler, handler, listen } from "./app.ts";

describeAdapter<Peek>({
  name: "@peekjs/fetch on @hono/node-server 2",
  createClient: createPeek,
  attach,
  startApp({ clients, surroundings }) {
    const wrap = (inner: FetchHandler): FetchHandler =>
      clients.reduce((fetch, client) => withPeek(fetch, client), inner);
    if (surroundings === undefined) return listen(wrap(handler));
    const wrapped = wrap((request, env) =>
      surroundings.after(() =>
        request.url.endsWith("/surroundings")
          ? Response.json(surroundings.tell())
          : handler(request, env),
      ),
    );
    return listen((request, env) => surroundings.before(() => wrapped(request, env)));
  },
  header: (request: Request, name) => request.headers.get(name) ?? undefined,
  shows: {
    wildcard: "/files/*",
    guarded: "/guarded/:zone/*",
    // @hono/node-server answers before the handler.
    hostileHost: "refused",
    refusals: true,
  },
});
