import type { IncomingMessage } from "node:http";
import type { ConsumerIdentity } from "@peekjs/core/adapter";
import { setConsumer as setConsumerOf } from "@peekjs/core/node-http";
import { rawOf } from "./platform.ts";

/**
 * Names who calls, from inside a guard, middleware, interceptor or handler. Comes before `identifyConsumer` and the
 * request's credential; null means anonymous.
 *
 * @param request the platform's: of `@Req()`, or of `context.switchToHttp().getRequest()`
 * @example
 * ```ts
 * canActivate(context: ExecutionContext) {
 *   const request = context.switchToHttp().getRequest();
 *   setConsumer(request, { id: request.user.organisation });
 *   return true;
 * }
 * ```
 */
export function setConsumer(
  request: IncomingMessage | { readonly raw: IncomingMessage },
  consumer: ConsumerIdentity,
): void {
  setConsumerOf(rawOf(request), consumer);
}
