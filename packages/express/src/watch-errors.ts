import { setError } from "@peekjs/core/node-http";
import type { ErrorRequestHandler } from "express";
import { type Layer, stackOf } from "./route/layer.ts";

type LayerClass = new (path: string, options: object, handler: ErrorRequestHandler) => Layer;

const watch: ErrorRequestHandler = (error, _request, response, next) => {
  setError(response, error);
  next(error);
};

/**
 * Learns of errors by handlers that note them and pass them on. They go ahead of the error handlers of the app, its
 * routers and its routes, and at the end of the app's stack. Nothing is added where the stack cannot be told.
 *
 * @param keepsErrors whether the routers keep the errors that they have seen: not those that a route answers itself
 */
export function watchErrors(app: unknown, middleware: unknown, keepsErrors: boolean): void {
  const stack = stackOf(app) as Layer[] | undefined;
  const own = stack?.findIndex(({ handle }) => handle === middleware) ?? -1;
  if (stack === undefined || own < 0) return;
  const last = stack.at(-1)!;
  if (!keepsErrors && !isErrorHandler(last)) stack.push(createWatch(last));
  watchRouter(stack, own, keepsErrors, new Set());
}

/** @param from place of a layer that is being called: what is in front of it stays where it is */
function watchRouter(stack: Layer[], from: number, keepsErrors: boolean, seen: Set<unknown>): void {
  if (seen.has(stack)) return;
  seen.add(stack);
  if (!keepsErrors) watchHandlers(stack, from);
  for (const { route, handle } of stack.slice(from)) {
    if (route?.stack !== undefined) watchHandlers(route.stack as Layer[], 0);
    const inner = route === undefined ? stackOf(handle) : undefined;
    if (inner !== undefined) watchRouter(inner as Layer[], 0, keepsErrors, seen);
  }
}

/** Nothing can have failed in front of a first layer. */
function watchHandlers(stack: Layer[], from: number): void {
  for (let i = stack.length - 1; i > from; i--) {
    const layer = stack[i]!;
    if (isErrorHandler(layer) && layer.handle !== watch && !isErrorHandler(stack[i - 1]!)) {
      stack.splice(i, 0, createWatch(layer));
    }
  }
}

function createWatch({ constructor, method }: Layer): Layer {
  const layer = new (constructor as LayerClass)("/", { strict: false, end: false }, watch);
  return Object.assign(layer, { method });
}

function isErrorHandler({ handle, route }: Layer): boolean {
  return route === undefined && typeof handle === "function" && handle.length === 4;
}
