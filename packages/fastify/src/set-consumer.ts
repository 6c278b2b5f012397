import type { ConsumerIdentity } from "@peekjs/core/adapter";
import { setConsumer as setConsumerOf } from "@peekjs/core/node-http";
import type { FastifyReply, FastifyRequest } from "fastify";

/**
 * Names who calls, from inside a hook or handler. Comes before `identifyConsumer` and the request's credential; null
 * means anonymous.
 *
 * @example
 * ```ts
 * fastify.get("/orders", async (request, reply) => {
 *   setConsumer(reply, { id: request.user.organisation, name: request.user.name });
 *   …
 * });
 * ```
 */
export function setConsumer(
  message: FastifyReply | FastifyRequest,
  consumer: ConsumerIdentity,
): void {
  setConsumerOf(message.raw, consumer);
}
