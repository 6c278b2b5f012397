import type { IncomingMessage, ServerResponse } from "node:http";

/** What @hono/node-server hands to an app as its environment. */
export interface NodeBindings {
  incoming: IncomingMessage;
  outgoing: ServerResponse;
}

/** Node's own request and response, where the app is served by @hono/node-server. */
export function nodeBindings(env: unknown): NodeBindings | undefined {
  const { incoming, outgoing } = (env ?? {}) as Partial<NodeBindings>;
  return typeof incoming?.on === "function" && typeof outgoing?.on === "function"
    ? (env as NodeBindings)
    : undefined;
}
