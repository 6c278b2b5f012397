import type { ConsumerIdentity } from "@peekjs/core/adapter";
import { setConsumer as setConsumerOf } from "@peekjs/core/fetch";
import type { Context } from "hono";

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
  setConsumerOf(context, context.env, consumer);
}
