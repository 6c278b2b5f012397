import { peekFromEnvironment } from "@peekjs/core";
import { createMount, type Adapter, type MountOptions, type Peek } from "@peekjs/core/adapter";
import { countOnPrototype, observe } from "@peekjs/core/node-http";
import type { Request, RequestHandler, Response } from "express";
import { routeTemplate } from "./route/route-template.ts";
import { routesBefore } from "./route/layer.ts";
import { follow, subscribeToRouting } from "./route/routing-events.ts";
import { version } from "./version.ts";

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
  let checked = false;
  return function peek(request, response, next) {
    countOnAppOf(request);
    const exchange = observe(mount, request, request, response);
    if (exchange !== undefined) follow(exchange, request.baseUrl);
    if (!checked) {
      checked = true;
      mount.diagnoseRoutesBefore(routesBefore(request.app, peek));
    }
    next();
  };
}

/** Express gives every app a prototype of its own for its responses; mounted apps inherit that of their parent. */
function countOnAppOf({ app }: Request): void {
  const prototype = (app as { response?: Response } | undefined)?.response;
  if (prototype !== undefined) countOnPrototype(prototype);
}
