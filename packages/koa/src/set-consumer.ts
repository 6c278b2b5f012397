import type { ConsumerIdentity } from "@peekjs/core/adapter";
import { setConsumer as setConsumerOf } from "@peekjs/core/node-http";
import type { Context } from "koa";

/**
 * Names who calls, from inside a middleware. Comes before `identifyConsumer` and the request's credential; null means
 * anonymous.
 *
 * @example
 * ```ts
 * router.get("/orders", (ctx) => {
 *   setConsumer(ctx, { id: ctx.state.user.organisation });
 *   …
 * });
 * ```
 */
export function setConsumer(context: Pick<Context, "res">, consumer: ConsumerIdentity): void {
  setConsumerOf(context.res, consumer);
}
