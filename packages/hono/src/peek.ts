import { peekFromEnvironment } from "@peekjs/core";
import { createMount, type Adapter, type MountOptions, type Peek } from "@peekjs/core/adapter";
import { createObserver, onNode, type RequestReader } from "@peekjs/core/fetch";
import type { Context, MiddlewareHandler } from "hono";
import { routeTemplate } from "./route-template.ts";
import { version } from "./version.ts";

const adapter: Adapter<Context> = {
  name: "@peekjs/hono",
  version,
  routeOf: (context) =>
    routeTemplate(
      // The request's own getter: the helper of hono/route fails on the other module format's copy of Hono.
      context.req.matchedRoutes,
      context.req.routeIndex,
      context.finalized ? context.res.status : undefined,
    ),
  errorOf: (context) => context.error,
};

const reader: RequestReader<Context> = {
  watch(handle, report, context) {
    // Awaited at once: workerd calls a rejection unhandled that is handled a turn later.
    const answered = (async () => await handle())();
    const end = (error?: unknown): void =>
      report(context.finalized ? context.res : undefined, error);
    answered.then(() => end(), end);
    return answered as ReturnType<typeof handle>;
  },
  waitUntilOf(context) {
    try {
      return context.executionCtx.waitUntil.bind(context.executionCtx);
    } catch {
      // The getter throws where the platform gives none; what it gives may be something else.
    }
  },
};

const nodeReader = onNode<Context>({
  pathOf: ({ req }) => req.matchedRoutes[req.routeIndex]?.path,
});

/**
 * Reports every request that reaches it. Use it before the routes: `app.use(peek())`. {@link withPeek} does the same
 * from outside the app.
 *
 * @param client the result of `createPeek()`; without one the environment decides
 * @param options override the client's own for this app
 * @throws {PeekError} `PEEK_E_CLIENT` when something else than a client is given
 * @example
 * ```ts
 * import { peek } from "@peekjs/hono";
 * app.use(peek());
 * ```
 */
export function peek(
  client: Peek = peekFromEnvironment(),
  options: MountOptions<Context> = {},
): MiddlewareHandler {
  const observeRequest = createObserver(createMount(client, options, adapter), reader, nodeReader);
  return async function peek(context, next): Promise<void> {
    // Returned, what `next` resolves with would be the answer of an app that gives none.
    await observeRequest(context, context.req.raw, context.env, next);
  };
}
