import { setError } from "@peekjs/core/node-http";
import type { ErrorRequestHandler, NextFunction, Request, Response } from "express";
import { type Layer, stackOf } from "./route/layer.ts";

type LayerClass = new (path: string, options: object, handler: ErrorRequestHandler) => Layer;
type HandleError = (
  this: Layer,
  error: unknown,
  request: Request,
  response: Response,
  next: NextFunction,
) => unknown;

const watch: ErrorRequestHandler = (error, _request, response, next) => {
  setError(response, error);
  next(error);
};

/**
 * Learns of errors where the error handlers of an app, its routers and its routes are called with them, and at the end
 * of the app's stack, where none is. No layer moves: requests may be under way that know their place in a stack.
 *
 * @param keepsErrors whether the routers keep the errors that they have seen: not those that a route answers itself
 */
export function watchErrors(app: unknown, middleware: unknown, keepsErrors: boolean): void {
  const stack = stackOf(app) as Layer[] | undefined;
  const own = stack?.findIndex(({ handle }) => handle === middleware) ?? -1;
  if (stack === undefined || own < 0) return;
  const last = stack.at(-1)!;
  watchRouter(stack, own, keepsErrors, new Set());
  if (keepsErrors || isErrorHandler(last)) return;
  stack.push(new (last.constructor as LayerClass)("/", { strict: false, end: false }, watch));
}

function watchRouter(
  stack: readonly Layer[],
  from: number,
  keepsErrors: boolean,
  seen: Set<unknown>,
): void {
  if (seen.has(stack)) return;
  seen.add(stack);
  for (const layer of stack.slice(from)) {
    const { route, handle } = layer;
    if (!keepsErrors) watchHandler(layer);
    for (const each of route?.stack ?? []) watchHandler(each);
    const inner = route === undefined ? stackOf(handle) : undefined;
    if (inner !== undefined) watchRouter(inner, 0, keepsErrors, seen);
  }
}

/** Express 4 calls `handle_error` of a layer, later routers `handleError`. */
function watchHandler(layer: Layer): void {
  if (!isErrorHandler(layer)) return;
  const name = "handleError" in layer ? "handleError" : "handle_error";
  const handleError = (layer as unknown as Record<string, unknown>)[name];
  if (typeof handleError !== "function" || Object.hasOwn(layer, name)) return;
  const value: HandleError = function (error, request, response, next) {
    setError(response, error);
    return (handleError as HandleError).call(this, error, request, response, next);
  };
  Object.defineProperty(layer, name, { value, writable: true, configurable: true });
}

function isErrorHandler({ handle, route }: Layer): boolean {
  return route === undefined && typeof handle === "function" && handle.length === 4;
}
