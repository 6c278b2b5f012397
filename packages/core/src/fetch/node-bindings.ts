import type { IncomingMessage, ServerResponse } from "node:http";

/** Node's own request and response behind a web request. */
export interface NodeBindings {
  incoming: IncomingMessage;
  outgoing: ServerResponse;
}

interface Given extends Partial<NodeBindings> {
  req?: IncomingMessage;
  res?: ServerResponse;
}

/**
 * Node's own request and response, where an app is served by @hono/node-server (`incoming`, `outgoing`) or by a server
 * that calls them `req` and `res`.
 */
export function nodeBindings(env: unknown): NodeBindings | undefined {
  const { req, res, incoming = req, outgoing = res } = (env ?? {}) as Given;
  return typeof incoming?.on === "function" && typeof outgoing?.on === "function"
    ? { incoming, outgoing }
    : undefined;
}
