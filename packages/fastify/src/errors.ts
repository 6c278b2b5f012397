import { channel } from "node:diagnostics_channel";
import { setError } from "@peekjs/core/node-http";
import type { FastifyReply } from "fastify";

let subscribed = false;

/** Learns what handlers throw, from the channel on which Fastify 5 publishes it. */
export function subscribeToErrors(): void {
  if (subscribed) return;
  subscribed = true;
  channel("tracing:fastify.request.handler:error").subscribe(onError);
}

function onError(message: unknown): void {
  const { reply, error } = message as { reply?: FastifyReply; error?: unknown };
  if (reply !== undefined) setError(reply.raw, error);
}
