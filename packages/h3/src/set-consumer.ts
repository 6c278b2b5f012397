import type { ConsumerIdentity } from "@peekjs/core/adapter";
import { setConsumerBelow } from "@peekjs/core/fetch";
import { type EventLike, nodeOf, webRequestOf } from "./event.ts";

const given = new WeakMap<Request, ConsumerIdentity>();

/**
 * Names who calls, from inside a middleware or handler. Comes before `identifyConsumer` and the request's credential;
 * null means anonymous.
 *
 * @example
 * ```ts
 * app.use((event) => {
 *   setConsumer(event, { id: event.context.user.organisation });
 * });
 * ```
 */
export function setConsumer(
  { node, req }: Pick<EventLike, "context"> & { node?: unknown; req?: unknown },
  consumer: ConsumerIdentity,
): void {
  const event = { node, req } as EventLike;
  if (setConsumerBelow(nodeOf(event), consumer)) return;
  const request = webRequestOf(event);
  if (request !== undefined) given.set(request, consumer);
}

/** What {@link setConsumer} was called with, where no Node response remembers it. */
export function givenConsumer(request: Request): ConsumerIdentity {
  return given.get(request);
}
