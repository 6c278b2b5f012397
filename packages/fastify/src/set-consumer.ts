import type { IncomingMessage, ServerResponse } from "node:http";
import type { Http2ServerRequest, Http2ServerResponse } from "node:http2";
import type { ConsumerIdentity } from "@peekjs/core/adapter";
import { setConsumer as setConsumerOf } from "@peekjs/core/node-http";

/** A request or reply of Fastify, with whatever types of server and route. */
interface Message {
  readonly raw: IncomingMessage | ServerResponse | Http2ServerRequest | Http2ServerResponse;
}

/**
 * Names who calls, from inside a hook or handler. Comes before `identifyConsumer` and the request's credential; null
 * means anonymous.
 *
 * @param message Fastify's request or reply
 * @example
 * ```ts
 * fastify.get("/orders", async (request, reply) => {
 *   setConsumer(reply, { id: request.user.organisation, name: request.user.name });
 *   …
 * });
 * ```
 */
export function setConsumer(message: Message, consumer: ConsumerIdentity): void {
  setConsumerOf(message.raw as IncomingMessage | ServerResponse, consumer);
}
