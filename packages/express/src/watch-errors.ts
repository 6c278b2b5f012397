import { setError } from "@peekjs/core/node-http";
import type { ErrorRequestHandler } from "express";
import { type Layer, stackOf } from "./route/layer.ts";

type LayerClass = new (path: string, options: object, handler: ErrorRequestHandler) => Layer;

const watch: ErrorRequestHandler = (error, _request, response, next) => {
  setError(response, error);
  next(error);
};

/**
 * Learns of errors in apps whose router publishes none: ahead of the app's own error handlers, and at the end of its
 * stack, goes a handler that notes the error and passes it on. Nothing is added where the stack cannot be told.
 */
export function watchErrors(app: unknown, middleware: unknown): void {
  const stack = stackOf(app) as Layer[] | undefined;
  const own = stack?.findIndex(({ handle }) => handle === middleware) ?? -1;
  if (stack === undefined || own < 0) return;
  const Layer = stack[own]!.constructor as LayerClass;
  const create = (): Layer => new Layer("/", { strict: false, end: false }, watch);
  if (!isErrorHandler(stack.at(-1)!)) stack.push(create());
  for (let i = stack.length - 1; i > own; i--) {
    if (isOwnErrorHandler(stack[i]!) && !isErrorHandler(stack[i - 1]!)) {
      stack.splice(i, 0, create());
    }
  }
}

function isErrorHandler({ handle, route }: Layer): boolean {
  return route === undefined && typeof handle === "function" && handle.length === 4;
}

function isOwnErrorHandler(layer: Layer): boolean {
  return isErrorHandler(layer) && layer.handle !== watch;
}
