import { channel } from "node:diagnostics_channel";
import { exchangeOf, setError, setHandled } from "@peekjs/core/node-http";
import type { FastifyInstance, FastifyReply } from "fastify";

interface HandlerMessage {
  reply?: FastifyReply;
  error?: unknown;
  async?: boolean;
}

let subscribed = false;

/** Learns what handlers throw and when they are done, from the channels on which Fastify 5 publishes it. */
export function subscribeToHandlers(): void {
  if (subscribed) return;
  subscribed = true;
  channel("tracing:fastify.request.handler:error").subscribe(onError);
  channel("tracing:fastify.request.handler:end").subscribe(onEnd);
  channel("tracing:fastify.request.handler:asyncEnd").subscribe(onDone);
}

/** Learns what handlers throw on Fastify 4, which publishes nothing. */
export function hookErrors(fastify: FastifyInstance): void {
  if (!fastify.version.startsWith("4.")) return;
  fastify.addHook("onError", (_request, reply, error, done) => {
    setError(reply.raw, error);
    done();
  });
}

function onError(message: unknown): void {
  const { reply, error } = message as HandlerMessage;
  if (reply !== undefined) setError(reply.raw, error);
}

/** A handler that returned without having answered goes on: of that, no end is published. */
function onEnd(message: unknown): void {
  const { async: isAsync, reply } = message as HandlerMessage;
  const exchange = isAsync === true ? undefined : reply && exchangeOf(reply.raw);
  if (exchange?.ended === true) setHandled(exchange);
}

function onDone(message: unknown): void {
  const { reply } = message as HandlerMessage;
  const exchange = reply && exchangeOf(reply.raw);
  if (exchange !== undefined) setHandled(exchange);
}
