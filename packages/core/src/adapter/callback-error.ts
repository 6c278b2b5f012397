import { PeekError } from "@peekjs/protocol";

/** A function that the app gave as an option has failed: told, and of no consequence for the request. */
export function callbackError(
  option: "identifyConsumer" | "ignore" | "clientAddress",
  cause: unknown,
): PeekError {
  const what = cause instanceof Error ? `${cause.name}: ${cause.message}` : typeof cause;
  return new PeekError(
    "PEEK_E_CALLBACK",
    `${option} failed (${what}). The request is recorded without it; make ${option} cope with every request.`,
    { cause },
  );
}
