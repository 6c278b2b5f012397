import type { ObserveRequest } from "@peekjs/core/fetch";
import { type Cloudflare, type EventLike, type NodeMessages, targetOf } from "./event.ts";

const requests = new WeakMap<EventLike, Request>();

/** Stands for the web request of an event of h3 1. Of what an app asks itself, the platform's own is not that. */
function requestOf(event: EventLike, req: NodeMessages["req"]): Request {
  const known = requests.get(event);
  if (known) return known;
  let headers: Headers | undefined;
  const request = {
    method: event.method,
    get url() {
      return targetOf(event);
    },
    // Not the event's own, which are made of what the app has left when it first asks for them.
    get headers() {
      return (headers ??= new Headers(req.headers as Record<string, string>));
    },
    body: req.body ?? event._requestBody,
  } as unknown as Request;
  requests.set(event, request);
  return request;
}

/** Observes an event of h3 1 whose messages are simulated; its `waitUntil` may be in several places. */
export function observeSimulated<Result>(
  observeRequest: ObserveRequest<EventLike, readonly unknown[]>,
  event: EventLike,
  { req }: NodeMessages,
  handle: () => Result,
): Result {
  const { __unenv__: given } = req;
  const platform = given?._platform?.cloudflare ?? (event.context["cloudflare"] as Cloudflare);
  const places = [given, event.context, platform?.context, platform?.ctx];
  return observeRequest(event, requestOf(event, req), platform?.env, handle, places);
}
