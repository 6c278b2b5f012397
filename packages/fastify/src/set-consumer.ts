import type { ServerResponse } from "node:http";
import type { ConsumerIdentity } from "@peekjs/core/adapter";
import { setConsumer as setConsumerOf } from "@peekjs/core/node-http";
import type { FastifyReply, FastifyRequest } from "fastify";

const RESPONSE: unique symbol = Symbol("peek.response");

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
  const { raw } = message;
  setConsumerOf((RESPONSE in raw ? raw[RESPONSE] : raw) as ServerResponse, consumer);
}

/** Fastify's request knows its reply only inside hooks. */
export function linkResponse({ raw }: FastifyRequest, reply: FastifyReply): void {
  (raw as { [RESPONSE]?: ServerResponse })[RESPONSE] = reply.raw;
}
