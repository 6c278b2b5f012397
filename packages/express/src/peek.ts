import { peekFromEnvironment } from "@peekjs/core";
import {
  createMount,
  type Adapter,
  type Mount,
  type MountOptions,
  type Peek,
} from "@peekjs/core/adapter";
import { countOnPrototype, observe } from "@peekjs/core/node-http";
import type { Request, RequestHandler, Response } from "express";
import { routeTemplate } from "./route/route-template.ts";
import { routesBefore } from "./route/layer.ts";
import { follow, publishesRouting, subscribeToRouting } from "./route/routing-events.ts";
import { version } from "./version.ts";
import { watchErrors } from "./watch-errors.ts";

const adapter: Adapter<Request> = { name: "@peekjs/express", version, routeOf: routeTemplate };

/**
 * Reports every request that reaches it. Use it before the routes.
 *
 * @param client the result of `createPeek()`; without one the environment decides
 * @param options override the client's own for this app
 * @throws {PeekError} `PEEK_E_CLIENT` when something else than a client is given
 * @example
 * ```ts
 * import { peek } from "@peekjs/express";
 * app.use(peek());
 * ```
 */
export function peek(
  client: Peek = peekFromEnvironment(),
  options: MountOptions<Request> = {},
): RequestHandler {
  const mount = createMount(client, options, adapter);
  subscribeToRouting();
  let isFirst = true;
  return function peek(request, response, next) {
    if (isFirst) {
      isFirst = false;
      prepare(mount, request, response, peek);
    }
    const exchange = observe(mount, request, request, response);
    if (exchange !== undefined) follow(exchange, request.baseUrl);
    next();
  };
}

/** Looks at the app, which a middleware sees with its first request. Never throws. */
function prepare(
  mount: Mount<Request>,
  { app }: Request,
  response: Response,
  middleware: unknown,
): void {
  try {
    // Express gives every app a prototype of its own for its responses; mounted apps inherit that of their parent.
    const prototype = (app as { response?: Response } | undefined)?.response;
    if (prototype !== undefined) countOnPrototype(prototype);
    if (!publishesRouting(response)) watchErrors(app, middleware);
    mount.diagnoseRoutesBefore(routesBefore(app, middleware));
  } catch (error) {
    mount.client.trouble(error);
  }
}
