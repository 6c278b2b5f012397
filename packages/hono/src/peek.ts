import { peekFromEnvironment } from "@peekjs/core";
import {
  createMount,
  type Adapter,
  type Mount,
  type MountOptions,
  type Peek,
} from "@peekjs/core/adapter";
import { begin, claim, observeBelow, reportAnswer, watchAbove } from "@peekjs/core/fetch";
import type { Context, MiddlewareHandler, Next } from "hono";
import { routeTemplate } from "./route-template.ts";
import { given } from "./set-consumer.ts";
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
  const mount = createMount(client, options, adapter);
  let isFirst = true;
  return function peek(context, next): Promise<void> {
    const { env, req } = context;
    if (isFirst) watchAbove(mount, env, () => req.matchedRoutes[req.routeIndex]?.path);
    isFirst = false;
    return observeBelow(mount, context, env) ? next() : observeFetch(mount, context, next);
  };
}

async function observeFetch(mount: Mount<Context>, context: Context, next: Next): Promise<void> {
  const { raw } = context.req;
  if (!mount.isActive(context.env) || !claim(mount, raw)) return next();
  const running = begin(mount, context, raw);
  let error: unknown;
  try {
    await next();
  } catch (thrown) {
    error = thrown;
    throw thrown;
  } finally {
    reportAnswer(mount, running, {
      response: context.finalized ? context.res : undefined,
      error,
      consumer: given.get(context),
      waitUntil: waitUntilOf(context),
    });
  }
}

/** `executionCtx` throws where the platform gives none; what it gives may be something else. */
function waitUntilOf(context: Context): ((promise: Promise<unknown>) => void) | undefined {
  try {
    const { executionCtx } = context;
    return executionCtx.waitUntil.bind(executionCtx);
  } catch {
    return undefined;
  }
}
