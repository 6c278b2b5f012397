import type { Context, Next } from "hono";
import type { Router } from "hono/router";
import type { RouterRoute } from "hono/types";
import { note } from "./note-errors.ts";

type Handler = (context: Context, next: Next) => unknown;

/** What Hono's router hands out for each handler that matched, and what Hono calls the handler from. */
type Entry = [handler: Handler & { __COMPOSED_HANDLER?: unknown }, route: RouterRoute];

/** What of an app leads to the handlers that a request reaches. */
export interface Matching {
  readonly routes: readonly RouterRoute[];
  readonly router: unknown;
  getPath(request: Request): string;
}

const noting = new WeakSet<Handler>();

/** Whether a mounted app answers errors itself: Hono wraps the handlers of such an app, marks them, and tells no other. */
export function hasMountedErrors({ routes }: Matching): boolean {
  return routes.some(({ handler }) => isMarked(handler));
}

/**
 * Has what mounted apps answer as errors noted, for the handlers that a request is about to reach; these answer as
 * without it. Never throws.
 */
export function noteMountedErrors(app: Matching, request: Request): void {
  try {
    for (const [entry] of match(app, request)) {
      const [handler] = entry;
      if (isMarked(handler) && !noting.has(handler)) entry[0] = noted(handler);
    }
  } catch {
    // Of an app that is frozen, or that cannot tell the path yet, they stay unknown.
  }
}

/** The handlers that a request reaches. Hono dispatches HEAD as GET. */
export function match(app: Matching, request: Request): readonly [Entry, unknown][] {
  const method = request.method === "HEAD" ? "GET" : request.method;
  const [matched] = (app.router as Router<Entry>).match(method, app.getPath(request));
  return matched as [Entry, unknown][];
}

function noted(handler: Handler): Handler {
  const observed: Handler = function (this: unknown, context, next) {
    const result = handler.call(this, context, next);
    if (result instanceof Promise) {
      result.then(
        () => context.error && note(context.error, context),
        // The app's own error handler gets it.
        () => {},
      );
    }
    return result;
  };
  noting.add(observed);
  return Object.assign(observed, handler);
}

function isMarked(handler: unknown): boolean {
  return (handler as Entry[0]).__COMPOSED_HANDLER !== undefined;
}
