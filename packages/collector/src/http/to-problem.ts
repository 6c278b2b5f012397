import { EnvelopeError, PeekError, StoreBusyError } from "@peekjs/protocol";
import { HttpProblem } from "./problem.ts";

/** Errors of a store that tell a query's author what to change. */
const QUERY_ERRORS: ReadonlySet<string> = new Set([
  "PEEK_E_CURSOR",
  "PEEK_E_FILTER",
  "PEEK_E_RANGE",
]);

/** The answer to whatever a route threw. Only what is not foreseen has a cause: that belongs in the log, not in the answer. */
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
  return new HttpProblem(500, "PEEK_E_INTERNAL", "The collector failed. Its log says why.", {
    retryable: true,
    cause: error,
  });
}
