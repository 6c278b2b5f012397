import { setError } from "@peekjs/core/node-http";
import type { Context } from "koa";

/**
 * Learns of the errors that a middleware answers itself and tells its app of, as Koa's guide advises. Called when an app
 * serves already: `callback()` has Koa log errors only where nothing else listens.
 *
 * @see https://github.com/koajs/koa/blob/master/docs/error-handling.md
 */
export function hearErrors({ app }: Context): void {
  const listeners = app.listeners("error");
  // Without any, to tell of an error throws it.
  if (listeners.length > 0 && !listeners.includes(note)) app.on("error", note);
}

/** Apps tell of errors without a request, too. */
function note(error: unknown, context?: Partial<Context>): void {
  const { headerSent, res, writable } = context ?? {};
  // What Koa tells of later comes of clients that leave, mostly.
  if (res !== undefined && writable === true && headerSent === false) setError(res, error);
}
