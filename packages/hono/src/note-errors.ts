import { setError } from "@peekjs/core/fetch";
import type { Context } from "hono";

type ErrorHandler = (error: unknown, context: Context) => unknown;

/** What of an app leads to its error handler; its types keep it to themselves. */
export interface ErrorHandling {
  errorHandler?: ErrorHandler;
}

const noting = new WeakSet<ErrorHandler>();
const errors = new WeakMap<Request, unknown>();

/**
 * Has what handlers throw noted on its way to the app's own error handler, which answers as without it.
 *
 * @returns the handler that the app has now
 */
export function noteErrors(app: ErrorHandling): ErrorHandler | undefined {
  const { errorHandler } = app;
  if (typeof errorHandler !== "function" || noting.has(errorHandler)) return errorHandler;
  const noted: ErrorHandler = function (this: unknown, error, context) {
    note(error, context);
    return errorHandler.call(this, error, context);
  };
  try {
    app.errorHandler = noted;
  } catch {
    // Of an app that is frozen they stay unknown.
    return errorHandler;
  }
  noting.add(noted);
  return noted;
}

/** Keeps what was thrown. Never throws: apps put other things in the place of the request. */
export function note(error: unknown, { env, req }: Context): void {
  setError(env, error);
  try {
    errors.set(req.raw, error);
  } catch {
    // No request that could be looked up.
  }
}

/** What was thrown while a request was handled, of which the app was given this very object. */
export function notedError(request: Request): unknown {
  return errors.get(request);
}

/** For a request object that an app is given anew. */
export function forgetError(request: Request): void {
  errors.delete(request);
}
