import type { Mount, RunningRequest } from "@peekjs/core/adapter";
import { claim, observeBelow, observeFetch, watchAbove } from "@peekjs/core/fetch";
import { replaceRequest } from "@peekjs/core/node-http";
import { type EventLike, nodeOf, type ServerRequest, webRequestOf } from "./event.ts";
import { givenConsumer } from "./set-consumer.ts";

/** What of an app of either version is replaced: the app's own properties, no class. */
export interface ObservedApp {
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
  observeHandler(mount, app, underWay, watchServers);
  const respond = app["~request"]?.bind(app);
  if (respond === undefined) return;
  app["~request"] = (request, context) => {
    const { node, cloudflare } = request.runtime ?? {};
    // What h3 refuses has no event that a handler sees.
    const placeholder: EventLike = { req: request, context: {} };
    watchServers(node);
    if (observeBelow(mount, placeholder, node)) return respond(request, context);
    if (!mount.isActive(cloudflare?.env) || !claim(mount, request)) {
      return respond(request, context);
    }
    return observeFetch(
      mount,
      {
        request: placeholder,
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

function observeHandler(
  mount: Mount<EventLike>,
  app: ObservedApp,
  underWay: WeakMap<Request, RunningRequest<EventLike>>,
  watchServers: (node: unknown) => void,
): void {
  const handle = app.handler.bind(app);
  const observed = (event: EventLike): unknown => {
    const node = nodeOf(event);
    if (node === undefined) {
      const running = underWay.get(webRequestOf(event)!);
      if (running !== undefined) running.request = event;
    } else if (!replaceRequest(mount, node.res, event)) {
      watchServers(node);
      observeBelow(mount, event, node);
    }
    return notingErrors(() => handle(event), event);
  };
  // h3 1 tells handlers by their marks.
  app.handler = Object.assign(observed, app.handler);
}

const errors = new WeakMap<EventLike["context"], unknown>();

/** What was thrown, or returned in place of a result, while an event was handled. */
export function thrownError({ context }: EventLike): unknown {
  return errors.get(context);
}

function notingErrors(handle: () => unknown, event: EventLike): unknown {
  try {
    const result = handle();
    if (result instanceof Promise) {
      result.then(
        (value) => noteReturned(event, value),
        (error: unknown) => note(event, error),
      );
    } else {
      noteReturned(event, result);
    }
    return result;
  } catch (error) {
    note(event, error);
    throw error;
  }
}

/** h3 answers an error that a handler returns as one that it throws. Never throws. */
function noteReturned(event: EventLike, value: unknown): void {
  try {
    if (value instanceof Error) note(event, value);
  } catch {
    // Nor can every value be asked what it is.
  }
}

/** h3 1 throws what it answers where nothing matched; h3 2 throws marks of its own too. Never throws. */
function note(event: EventLike, error: unknown): void {
  try {
    const isUnmatched =
      event.context.matchedRoute === undefined &&
      (error as { statusCode?: number } | null)?.statusCode === 404;
    if (isUnmatched || typeof error === "symbol") return;
    errors.set(event.context, error);
  } catch {
    // Apps throw what cannot be read: the record does without it.
  }
}
