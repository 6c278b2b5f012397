import type { ConsumerIdentity } from "@peekjs/core/adapter";
import { setConsumer as setConsumerOf } from "@peekjs/core/node-http";
import type { Request, Response } from "express";

/**
 * Names who calls, from inside a middleware or handler. Comes before `identifyConsumer` and the request's credential;
 * null means anonymous.
 *
 * @example
 * ```ts
 * app.use((req, res, next) => {
 *   setConsumer(res, { id: req.user.organisation, name: req.user.name });
 *   next();
 * });
 * ```
 */
export function setConsumer(message: Request | Response, consumer: ConsumerIdentity): void {
  setConsumerOf(message, consumer);
}
