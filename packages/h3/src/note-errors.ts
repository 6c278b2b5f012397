import { promiseOf } from "@peekjs/core/fetch";
import type { EventLike } from "./event.ts";

const errors = new WeakMap<EventLike["context"], unknown>();
const unmatched = new WeakSet<EventLike["context"]>();

/** What was thrown, or returned in place of a result, while an event was handled. */
export function thrownError({ context }: EventLike): unknown {
  return errors.get(context);
}

/** Whether h3 1 said that nothing matched. */
export function isUnmatched({ context }: EventLike): boolean {
  return unmatched.has(context);
}

/** Calls what handles an event; what it returns or throws passes as it is. */
export function notingErrors<Event extends EventLike, Result>(
  handle: (event: Event) => Result,
  event: Event,
): Result {
  try {
    const result = handle(event);
    const promise = promiseOf(result);
    if (promise === undefined) noteReturned(event, result);
    else {
      promise.then(
        (value) => noteReturned(event, value),
        (error: unknown) => note(event, error),
      );
    }
    return promise ?? result;
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
function note({ context }: EventLike, error: unknown): void {
  try {
    if (typeof error === "symbol") return;
    const { statusCode, message } = (error ?? {}) as { statusCode?: unknown; message?: unknown };
    const isNoMatch =
      context.matchedRoute === undefined &&
      statusCode === 404 &&
      /^Cannot find any (?:path|route) matching /.test(String(message));
    if (isNoMatch) unmatched.add(context);
    else errors.set(context, error);
  } catch {
    // Apps throw what cannot be read: the record does without it.
  }
}
