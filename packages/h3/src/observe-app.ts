import type { Mount, RunningRequest } from "@peekjs/core/adapter";
import {
  createObserver,
  type ObserveRequest,
  replaceRequest,
  type RequestReader,
  waitUntilOf,
  watchReturned,
} from "@peekjs/core/fetch";
import { type EventLike, isSimulated, nodeOf, type ServerRequest } from "./event.ts";
import { notingErrors } from "./note-errors.ts";
import { type HookedApp, observeHook } from "./observe-hook.ts";
import { RefusedEvent } from "./refused-event.ts";
import { observeSimulated } from "./simulated-request.ts";
import { type AnsweringApp, simulatedReader } from "./simulated-reader.ts";

/** What of an app of either version is replaced: the app's own properties, no class. */
export interface ObservedApp extends HookedApp, AnsweringApp {
  handler(event: EventLike): unknown;
  /** Of h3 2: makes the event, has it handled and makes its result a response. */
  "~request"?(request: ServerRequest, context?: unknown): Response | Promise<Response>;
}

const reader: RequestReader<EventLike> = {
  watch: watchReturned,
  waitUntilOf: ({ req }) => waitUntilOf([req]),
};

/** Observes all that an app is asked; what its handler returns or throws passes as it is. */
export function observeApp(mount: Mount<EventLike>, app: ObservedApp): void {
  const underWay = new WeakMap<Request, RunningRequest<EventLike>>();
  const observeRequest = createObserver(mount, reader);
  let observeWhatIsSimulated: ObserveRequest<EventLike, readonly unknown[]> | undefined;
  /** Has the record know the event, which h3 2 makes after the request was seen. */
  const adopt = (event: EventLike): void => {
    const running = underWay.get(event.req as Request);
    if (running) {
      running.request = event;
      return;
    }
    const node = nodeOf(event);
    if (node && !replaceRequest(mount, node, event)) {
      observeRequest(event, undefined, node, () => {});
    }
  };
  const handle = app.handler.bind(app);
  const observed = (event: EventLike): unknown => {
    const handled = (): unknown => notingErrors(handle, event);
    if (event.node && isSimulated(event.node)) {
      observeWhatIsSimulated ??= createObserver(mount, simulatedReader(app));
      return observeSimulated(observeWhatIsSimulated, event, event.node, handled);
    }
    adopt(event);
    return handled();
  };
  // h3 1 tells handlers by their marks.
  app.handler = Object.assign(observed, app.handler);
  const respond = app["~request"]?.bind(app);
  if (respond === undefined) return;
  app["~request"] = (request, context) => {
    observeHook(app, adopt);
    const { node, cloudflare } = request.runtime ?? {};
    const env = node ?? cloudflare?.env;
    return observeRequest(new RefusedEvent(request), request, env, (running) => {
      if (running) underWay.set(request, running);
      return respond(request, context);
    });
  };
}
