import type { ConsumerIdentity } from "@peekjs/core/adapter";
import { setConsumer as setConsumerOf } from "@peekjs/core/node-http";
import type { Context } from "hono";
import { nodeBindings } from "./node-bindings.ts";

const given = new WeakMap<Context, ConsumerIdentity>();

/**
 * Names who calls, from inside a handler or middleware. Comes before `identifyConsumer` and the request's credential;
 * null means anonymous.
 *
 * @example
 * ```ts
 * app.get("/orders", (c) => {
 *   setConsumer(c, { id: c.get("user").organisation });
 *   …
 * });
 * ```
 */
export function setConsumer(context: Context, consumer: ConsumerIdentity): void {
  const node = nodeBindings(context.env);
  if (node === undefined) given.set(context, consumer);
  else setConsumerOf(node.outgoing, consumer);
}

/** What {@link setConsumer} was called with, where no Node response remembers it. */
export function givenConsumer(context: Context): ConsumerIdentity {
  return given.get(context);
}
