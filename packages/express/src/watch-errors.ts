import { setError } from "@peekjs/core/node-http";
import type { ErrorRequestHandler, NextFunction, Request, Response } from "express";
import { isHandledBy, type Layer, stackOf } from "./route/layer.ts";

type LayerClass = new (path: string, options: object, handler: ErrorRequestHandler) => Layer;
type HandleError = (
  this: Layer,
  error: unknown,
  request: Request,
  response: Response,
  next: NextFunction,
) => unknown;

const WATCHED: unique symbol = Symbol.for("peek.layers.v1");

const watch: ErrorRequestHandler = (error, _request, response, next) => {
  setError(response, error);
  next(error);
};

/**
 * Learns of errors from the layers that are called with them, and, where the app has no error handler, from one that is
 * added at the end of its stack. All layers of a copy of Express are of one class, which is watched once: that takes in
 * the layers of mounted apps, which cannot be reached from here.
 *
 * @param keepsErrors whether the routers keep the errors that they have seen: not those that a route answers itself
 */
export function watchErrors(app: unknown, middleware: unknown, keepsErrors: boolean): void {
  const stack = stackOf(app) as Layer[] | undefined;
  const last = stack?.at(-1);
  if (stack === undefined || last === undefined) return;
  watchStack(stack, new Set());
  const isOwn = stack.some((layer) => isHandledBy(layer, middleware));
  if (keepsErrors || !isOwn || isErrorHandler(last)) return;
  // At the end, so that no layer moves: requests under way hold an index into this stack.
  stack.push(new (last.constructor as LayerClass)("/", { strict: false, end: false }, watch));
}

/** Routers may come from another copy of Express than their app. */
function watchStack(stack: readonly Layer[], seen: Set<unknown>): void {
  if (seen.has(stack)) return;
  seen.add(stack);
  for (const layer of stack) {
    watchLayers(Object.getPrototypeOf(layer) as object);
    const inner = layer.route === undefined ? stackOf(layer.handle) : layer.route.stack;
    if (inner !== undefined) watchStack(inner, seen);
  }
}

/** Express 4 calls `handle_error` of a layer, later routers `handleError`, with nothing but errors. */
function watchLayers(prototype: object): void {
  if (WATCHED in prototype) return;
  const name = "handleError" in prototype ? "handleError" : "handle_error";
  const handleError = (prototype as Record<string, unknown>)[name];
  if (typeof handleError !== "function") return;
  const value: HandleError = function (error, request, response, next) {
    setError(response, error);
    return (handleError as HandleError).call(this, error, request, response, next);
  };
  Object.defineProperties(prototype, {
    [WATCHED]: { value: true },
    [name]: { value, writable: true, configurable: true },
  });
}

function isErrorHandler({ handle, route }: Layer): boolean {
  return route === undefined && typeof handle === "function" && handle.length === 4;
}
