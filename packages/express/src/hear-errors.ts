import { setError } from "@peekjs/core/node-http";
import type { Application, Request } from "express";
import { stackOf } from "./route/layer.ts";

/**
 * Under this key Express's router (≥ 2.3) keeps, on a request, the errors that it has seen. It looks there before it
 * goes on with an error, and only then makes it a set of its own.
 */
const ERRORS: unique symbol = Symbol.for("router.tracing.publishedErrors");

type HearingRequest = Request & { [ERRORS]?: Set<unknown> };

/** Whether the router of an app keeps the errors that it has seen. */
export function keepsErrors(app: Application): boolean {
  const [layer] = stackOf(app) ?? [];
  return layer !== undefined && "rawPath" in layer;
}

/**
 * Learns of errors where they originate, from the prototype that an app has for its requests. The router publishes
 * them on a diagnostics channel too, but with a subscriber there it gives every handler another `next`.
 */
export function hearErrors(prototype: Request): void {
  if (Object.hasOwn(prototype, ERRORS)) return;
  Object.defineProperty(prototype, ERRORS, {
    configurable: true,
    get(this: HearingRequest): Set<unknown> {
      const errors = new HeardErrors(this);
      Object.defineProperty(this, ERRORS, { value: errors, configurable: true, writable: true });
      return errors;
    },
  });
}

class HeardErrors extends Set<unknown> {
  readonly #request: Request;
  /** Concrete prefix of the mount out of which the first one came: routers restore it before error handlers run. */
  origin: string | undefined;

  constructor(request: Request) {
    super();
    this.#request = request;
  }

  override add(error: unknown): this {
    const { baseUrl, res } = this.#request;
    this.origin ??= baseUrl;
    if (res !== undefined) setError(res, error);
    return super.add(error);
  }
}

/** Where the first error of a request came from; undefined where none was heard. */
export function originOfError(request: HearingRequest): string | undefined {
  const errors = Object.hasOwn(request, ERRORS) ? request[ERRORS] : undefined;
  return errors instanceof HeardErrors ? errors.origin : undefined;
}
