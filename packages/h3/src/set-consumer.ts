import type { ConsumerIdentity } from "@peekjs/core/adapter";
import { setConsumer as setConsumerOf } from "@peekjs/core/fetch";
import { type EventLike, nodeOf, webRequestOf } from "./event.ts";

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
  event: Pick<EventLike, "node" | "req">,
  consumer: ConsumerIdentity,
): void {
  setConsumerOf(webRequestOf(event) ?? event, nodeOf(event), consumer);
}
