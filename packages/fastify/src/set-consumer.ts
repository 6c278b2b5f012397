import type { ConsumerIdentity } from "@peekjs/core/adapter";
import { setConsumer as setConsumerOf } from "@peekjs/core/node-http";
import type { FastifyReply } from "fastify";

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
export function setConsumer(reply: FastifyReply, consumer: ConsumerIdentity): void {
  setConsumerOf(reply.raw, consumer);
}
