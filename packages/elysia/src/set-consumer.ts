import type { ConsumerIdentity } from "@peekjs/core/adapter";
import { setConsumerBelow } from "@peekjs/core/fetch";
import { type ContextLike, nodeOf } from "./context.ts";

const given = new WeakMap<Request, ConsumerIdentity>();

/**
 * Names who calls, from inside a hook or handler. Comes before `identifyConsumer` and the request's credential; null
 * means anonymous.
 *
 * @example
 * ```ts
 * app.onBeforeHandle((context) => {
 *   setConsumer(context, { id: context.user.organisation });
 * });
 * ```
 */
export function setConsumer(
  { request }: Pick<ContextLike, "request">,
  consumer: ConsumerIdentity,
): void {
  if (!setConsumerBelow(nodeOf(request), consumer)) given.set(request, consumer);
}

/** What {@link setConsumer} was called with, where no Node response remembers it. */
export function givenConsumer(request: Request): ConsumerIdentity {
  return given.get(request);
}
