import type { ConsumerIdentity } from "@peekjs/core/adapter";
import { nodeEnvironment, setConsumer as setConsumerOf } from "@peekjs/core/fetch";
import type { ContextLike } from "./context.ts";

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
  setConsumerOf(request, nodeEnvironment(request), consumer);
}
