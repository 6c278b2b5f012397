import { EnvelopeError, PeekError, StoreBusyError } from "@peekjs/protocol";
import { HttpProblem } from "./problem.ts";

/** Errors of a store that tell a query's author what to change. */
const QUERY_ERRORS: ReadonlySet<string> = new Set([
  "PEEK_E_CURSOR",
  "PEEK_E_FILTER",
  "PEEK_E_RANGE",
]);

/** Errors of a store that tell an operator what to do. */
const OPERATOR_ERRORS: ReadonlyMap<string, number> = new Map([
  ["PEEK_E_STORE_SPACE", 507],
  ["PEEK_E_STORE_TIMEOUT", 503],
  ["PEEK_E_STORE_ERASURE", 500],
]);

/** Errors of a store that takes nothing. Their messages name folders: they are for the log alone. */
const UNAVAILABLE: ReadonlySet<string> = new Set([
  "PEEK_E_STORE_WRITE",
  "PEEK_E_STORE_WORKER",
  "PEEK_E_STORE_CLOSED",
  "PEEK_E_STORE_LOCKED",
]);

/** The answer to whatever a route threw. What has a cause belongs in the log, too. */
export function toProblem(error: unknown): HttpProblem {
  if (error instanceof HttpProblem) return error;
  if (error instanceof EnvelopeError) {
    return new HttpProblem(error.status, error.code, error.message);
  }
  if (error instanceof StoreBusyError) {
    const headers = { "retry-after": String(Math.max(1, Math.ceil(error.retryAfter))) };
    return new HttpProblem(503, error.code, error.message, { headers });
  }
  if (error instanceof PeekError && QUERY_ERRORS.has(error.code)) {
    return new HttpProblem(400, error.code, error.message);
  }
  if (error instanceof PeekError && OPERATOR_ERRORS.has(error.code)) {
    const options = { retryable: true, cause: error };
    return new HttpProblem(OPERATOR_ERRORS.get(error.code)!, error.code, error.message, options);
  }
  if (error instanceof PeekError && UNAVAILABLE.has(error.code)) {
    const detail = "The collector can store nothing at the moment. Its log says why.";
    return new HttpProblem(503, error.code, detail, { cause: error });
  }
  return new HttpProblem(500, "PEEK_E_INTERNAL", "The collector failed. Its log says why.", {
    retryable: true,
    cause: error,
  });
}
