import type { ConsumerIdentity } from "@peekjs/core/adapter";
import { setConsumerBelow } from "@peekjs/core/fetch";
import type { Context } from "hono";

/** What {@link setConsumer} was called with, where no Node response remembers it. */
export const given: WeakMap<Context, ConsumerIdentity> = new WeakMap();

/**
 * Names who calls, from inside a handler or middleware. Comes before `identifyConsumer` and the request's credential;
 * null means anonymous.
 *
 * @example
 * ```ts
 * app.get("/orders", (c) => {
 *   setConsumer(c, { id: c.get("user").organisation });
 *   …
 * });
 * ```
 */
export function setConsumer(context: Context, consumer: ConsumerIdentity): void {
  if (!setConsumerBelow(context.env, consumer)) given.set(context, consumer);
}
