import type { Request } from "@hapi/hapi";
import type { ConsumerIdentity } from "@peekjs/core/adapter";
import { setConsumer as setConsumerOf } from "@peekjs/core/node-http";

/**
 * Names who calls, from inside an extension or handler. Comes before `identifyConsumer` and the request's credential;
 * null means anonymous.
 *
 * @example
 * ```ts
 * server.ext("onCredentials", (request, h) => {
 *   setConsumer(request, { id: request.auth.credentials.organisation });
 *   return h.continue;
 * });
 * ```
 */
export function setConsumer(request: Pick<Request, "raw">, consumer: ConsumerIdentity): void {
  setConsumerOf(request.raw.res, consumer);
}
