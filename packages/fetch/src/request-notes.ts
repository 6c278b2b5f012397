import type { ConsumerIdentity } from "@peekjs/core/adapter";
import { setConsumer as setConsumerOf } from "@peekjs/core/fetch";

const routes = new WeakMap<Request, string>();
const environments = new WeakMap<Request, unknown>();

/** Has a request know the environment in which it is observed on Node. */
export function linkEnvironment(request: Request, env: unknown): void {
  environments.set(request, env);
}

/** What {@link setRoute} was called with. */
export function givenRoute(request: Request): string | undefined {
  return routes.get(request);
}

/**
 * Names the template that matched a request, from inside its handler. Comes before the option `route`.
 *
 * @param request the one that the handler was given, not a copy
 * @param template full, with placeholders instead of what the client sent; never the path itself
 * @example
 * ```ts
 * setRoute(request, "/users/:id");
 * ```
 */
export function setRoute(request: Request, template: string): void {
  routes.set(request, template);
}

/**
 * Names who calls, from inside a handler. Comes before `identifyConsumer` and the request's credential; null means
 * anonymous.
 *
 * @param request the one that the handler was given, not a copy
 * @example
 * ```ts
 * setConsumer(request, { id: session.organisation, name: session.name });
 * ```
 */
export function setConsumer(request: Request, consumer: ConsumerIdentity): void {
  setConsumerOf(request, environments.get(request), consumer);
}
