import type { IncomingMessage, ServerResponse } from "node:http";
import type { Mount } from "../adapter/mount.ts";
import type { ConsumerIdentity } from "../options/options.ts";
import { now } from "../time/clock.ts";
import type { Exchange, Observer } from "./exchange.ts";
import { exchangeOf } from "./find-exchange.ts";

/** Tells who calls, from inside a handler: comes before `identifyConsumer` and the request's credential. */
export function setConsumer(
  message: IncomingMessage | ServerResponse,
  consumer: ConsumerIdentity,
): void {
  const exchange = exchangeOf(message);
  if (exchange !== undefined) exchange.consumer = consumer;
}

/** Tells what was thrown while a request was handled; of several the first counts, it is the origin. */
export function setError(message: IncomingMessage | ServerResponse, error: unknown): void {
  const exchange = exchangeOf(message);
  if (exchange !== undefined) exchange.error ??= error;
}

/** Tells that the app's own code is done with a request. */
export function setHandled(exchange: Exchange): void {
  exchange.handledAt ??= now();
  // It goes on behind the response's end.
  exchange.endedAt = undefined;
}

/**
 * For frameworks that make their own request only after one is observed: `identifyConsumer` and `routeOf` get that.
 *
 * @returns false where the mount does not observe it
 */
export function replaceRequest<FrameworkRequest>(
  mount: Mount<FrameworkRequest>,
  outgoing: ServerResponse,
  request: FrameworkRequest,
): boolean {
  let observer: Observer | undefined = exchangeOf(outgoing);
  while (observer !== undefined && (observer.mount as unknown) !== mount)
    observer = observer.nextObserver;
  if (observer === undefined) return false;
  observer.request = request;
  return true;
}
