import type { IncomingMessage } from "node:http";
import type { Http2ServerRequest } from "node:http2";
import type { ConsumerIdentity } from "@peekjs/core/adapter";
import { setConsumer as setConsumerOf, setError as setErrorOf } from "@peekjs/core/node-http";

/** A request as Node's servers hand it to listeners. */
export type NodeRequest = IncomingMessage | Http2ServerRequest;

const ROUTE: unique symbol = Symbol("peek.route");

interface Noted {
  [ROUTE]?: string;
}

/** What {@link setRoute} was called with. */
export function givenRoute(request: IncomingMessage): string | undefined {
  return (request as Noted)[ROUTE];
}

/**
 * Names the template that matched a request, from inside its listener. Comes before the option `route`.
 *
 * @param template full, with placeholders instead of what the client sent; never the path itself
 * @example
 * ```ts
 * setRoute(request, "/users/:id");
 * ```
 */
export function setRoute(request: NodeRequest, template: string): void {
  (request as Noted)[ROUTE] = template;
}

/**
 * Names who calls, from inside a listener. Comes before `identifyConsumer` and the request's credential; null means
 * anonymous.
 *
 * @example
 * ```ts
 * setConsumer(request, { id: session.organisation, name: session.name });
 * ```
 */
export function setConsumer(request: NodeRequest, consumer: ConsumerIdentity): void {
  setConsumerOf(request as IncomingMessage, consumer);
}

/**
 * Tells what was thrown while a request was handled, from where the app catches it; of several the first counts.
 *
 * @example
 * ```ts
 * try {
 *   await handle(request, response);
 * } catch (error) {
 *   setError(request, error);
 *   response.writeHead(500).end();
 * }
 * ```
 */
export function setError(request: NodeRequest, error: unknown): void {
  setErrorOf(request as IncomingMessage, error);
}
