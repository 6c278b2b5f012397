import type { IncomingMessage, ServerResponse } from "node:http";
import { type ArgumentsHost, NotFoundException } from "@nestjs/common";
import { ExceptionsHandler } from "@nestjs/core/exceptions/exceptions-handler.js";
import { setError } from "@peekjs/core/node-http";
import { rawOf } from "./platform.ts";

const NOTING: unique symbol = Symbol.for("peek.exceptions.v1");

/** Marks requests of which Nest itself said that there is no such route. */
const UNMATCHED: unique symbol = Symbol.for("peek.unmatched.v1");

/**
 * Learns what guards, pipes, handlers and middleware throw, on its way to the exception filters. Nest shows it nowhere
 * else: a filter of ours would stand in front of the app's own, and interceptors do not see guards.
 */
export function noteExceptions(): void {
  const { prototype } = ExceptionsHandler;
  if (NOTING in prototype) return;
  const { next } = prototype;
  Object.defineProperties(prototype, {
    [NOTING]: { value: true },
    next: {
      value: function (this: ExceptionsHandler, exception: Error, host: ArgumentsHost): void {
        note(exception, host);
        next.call(this, exception, host);
      },
      writable: true,
      configurable: true,
    },
  });
}

export function isUnmatched(request: object): boolean {
  return UNMATCHED in request;
}

/** Never throws: hosts of gateways and microservices have messages of other kinds, which have no record. */
function note(exception: unknown, host: ArgumentsHost): void {
  try {
    const [request, response] = host.getArgs<[{ raw: IncomingMessage }, { raw: ServerResponse }]>();
    const raw = rawOf(request);
    if (isNotFound(exception, raw)) Object.defineProperty(raw, UNMATCHED, { value: true });
    else setError(rawOf(response), exception);
  } catch {
    // The filters get the exception that the app threw, not one of ours.
  }
}

/** What Nest throws where nothing matched; of what apps throw only the text tells it apart. */
function isNotFound(
  exception: unknown,
  request: IncomingMessage & { originalUrl?: string },
): boolean {
  return (
    exception instanceof NotFoundException &&
    exception.message === `Cannot ${request.method} ${request.originalUrl ?? request.url}`
  );
}
