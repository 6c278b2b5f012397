import type { Mount, RunningRequest } from "@peekjs/core/adapter";
import { claim, observeBelow, observeFetch, watchAbove } from "@peekjs/core/fetch";
import { replaceRequest } from "@peekjs/core/node-http";
import { type EventLike, nodeOf, type ServerRequest, webRequestOf } from "./event.ts";
import { notingErrors } from "./note-errors.ts";
import { type HookedApp, observeHook } from "./observe-hook.ts";
import { RefusedEvent } from "./refused-event.ts";
import { givenConsumer } from "./set-consumer.ts";

/** What of an app of either version is replaced: the app's own properties, no class. */
export interface ObservedApp extends HookedApp {
  handler(event: EventLike): unknown;
  /** Of h3 2: makes the event, has it handled and makes its result a response. */
  "~request"?(request: ServerRequest, context?: unknown): Response | Promise<Response>;
}

/** Observes all that an app is asked; what its handler returns or throws passes as it is. */
export function observeApp(mount: Mount<EventLike>, app: ObservedApp): void {
  const underWay = new WeakMap<Request, RunningRequest<EventLike>>();
  let isFirst = true;
  const watchServers = (node: unknown): void => {
    if (isFirst) watchAbove(mount, node);
    isFirst = false;
  };
  /** Has the record know the event, which h3 2 makes after the request was seen. */
  const adopt = (event: EventLike): void => {
    const node = nodeOf(event);
    if (node === undefined) {
      const running = underWay.get(webRequestOf(event)!);
      if (running !== undefined) running.request = event;
    } else if (!replaceRequest(mount, node.res, event)) {
      watchServers(node);
      observeBelow(mount, event, node);
    }
  };
  const handle = app.handler.bind(app);
  const observed = (event: EventLike): unknown => {
    adopt(event);
    return notingErrors(() => handle(event), event);
  };
  // h3 1 tells handlers by their marks.
  app.handler = Object.assign(observed, app.handler);
  const respond = app["~request"]?.bind(app);
  if (respond === undefined) return;
  app["~request"] = (request, context) => {
    observeHook(app, adopt);
    const { node, cloudflare } = request.runtime ?? {};
    const refused = new RefusedEvent(request);
    watchServers(node);
    if (observeBelow(mount, refused, node)) return respond(request, context);
    if (!mount.isActive(cloudflare?.env) || !claim(mount, request)) {
      return respond(request, context);
    }
    return observeFetch(
      mount,
      {
        request: refused,
        raw: request,
        waitUntil: request.waitUntil?.bind(request),
        consumerOf: givenConsumer,
      },
      (running) => {
        underWay.set(request, running);
        return respond(request, context);
      },
    );
  };
}
