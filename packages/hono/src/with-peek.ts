import { PeekError, peekFromEnvironment } from "@peekjs/core";
import { createMount, type MountOptions, type Peek } from "@peekjs/core/adapter";
import { createObserver, waitUntilOf, watchReturned } from "@peekjs/core/fetch";
import type { Env, ExecutionContext, Hono, Schema } from "hono";
import { type ErrorHandling, forgetError, noteErrors, notedError } from "./note-errors.ts";
import {
  hasMountedErrors,
  match,
  type Matching,
  noteMountedErrors,
} from "./note-mounted-errors.ts";
import { routeTemplate } from "./route-template.ts";
import { version } from "./version.ts";

/** An app behind peek: what servers and runtimes take as their entry point. */
export interface PeekedApp {
  fetch(request: Request, env?: unknown, context?: ExecutionContext): Response | Promise<Response>;
}

/**
 * Reports every request of a Hono app from outside: no middleware is added to it, and `fetch` returns what the app's
 * own returns, the same value or promise. There is no `setConsumer`; `identifyConsumer` gets the `Request`. Errors are
 * noted on their way to the app's error handler, or to that of a mounted app.
 *
 * @param client the result of `createPeek()`; without one the environment decides
 * @param options override the client's own for this app
 * @throws {PeekError} `PEEK_E_CLIENT` when something else than a client is given, `PEEK_E_APP` when something else than an
 * app is
 * @example
 * ```ts
 * import { withPeek } from "@peekjs/hono";
 * export default withPeek(app);
 * ```
 */
export function withPeek<E extends Env, S extends Schema, B extends string>(
  app: Hono<E, S, B>,
  client: Peek = peekFromEnvironment(),
  options: MountOptions<Request> = {},
): PeekedApp {
  if (typeof (app as Partial<typeof app> | undefined)?.fetch !== "function") {
    throw new PeekError("PEEK_E_APP", "withPeek() takes the app: withPeek(app), not its fetch.");
  }
  const matching = app as unknown as Matching;
  const mount = createMount(client, options, {
    name: "@peekjs/hono",
    version,
    routeOf: (request, status) => matchAgain(matching, request, status),
    errorOf: notedError,
  });
  const observeRequest = createObserver<Request, ExecutionContext>(mount, {
    watch: watchReturned,
    waitUntilOf: (_, context) => waitUntilOf([context]),
  });
  const handling = app as unknown as ErrorHandling;
  let errorHandler: unknown;
  let isMounting = false;
  return {
    fetch(request, env, context) {
      // Not earlier: `app.route()` mounts an app with an error handler of its own in another way than one without.
      if (handling.errorHandler !== errorHandler && mount.isActive(env)) {
        errorHandler = noteErrors(handling);
        isMounting = hasMountedErrors(matching);
      }
      if (isMounting) noteMountedErrors(matching, request);
      const fetch = (running?: unknown) => {
        if (running) forgetError(request);
        return app.fetch(request, env as E["Bindings"], context);
      };
      return observeRequest(request, request, env, fetch, context);
    },
  };
}

function matchAgain(app: Matching, request: Request, status?: number): string | undefined {
  const routes = match(app, request).map(([[, route]]) => route);
  return routeTemplate(routes, -1, status);
}
