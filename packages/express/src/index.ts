import { createMount, type Peek, type MountOptions } from "@peekjs/core/adapter";
import { observe, setConsumer as setConsumerOf } from "@peekjs/core/node-http";
import { peekFromEnvironment, type ConsumerIdentity } from "@peekjs/core";
import type { Request, RequestHandler, Response } from "express";
import { routeTemplate } from "./route-template.ts";
import { version } from "./version.ts";

/**
 * Reports every request of an Express app. Register it before the routes.
 *
 * @param client the result of `createPeek()`; without one the environment decides
 * @param options override the client's own for this mount
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
  const mount = createMount(client, options, { name: "@peekjs/express", version });
  return function peek(request, response, next) {
    observe(mount, request, request, response, routeTemplate);
    next();
  };
}

/** Names who calls, from inside a handler. Comes before `identifyConsumer` and the request's credential. */
export function setConsumer(response: Response, consumer: ConsumerIdentity): void {
  setConsumerOf(response, consumer);
}
