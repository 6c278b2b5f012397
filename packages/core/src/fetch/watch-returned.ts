import { isResponse } from "../adapter/is-response.ts";
import { promiseOf } from "./promise-of.ts";

/**
 * Calls a handler that returns its answer, and reports that.
 *
 * @returns what the handler returns: the same response, the same promise, or a promise of a thenable that is none
 */
export function watchReturned<Result>(
  handle: () => Result,
  report: (response: Response | undefined, error?: unknown) => void,
): Result {
  const returned = (value: unknown): void => report(isResponse(value) ? value : undefined);
  const thrown = (error: unknown): void => report(undefined, error);
  let result: Result;
  try {
    result = handle();
  } catch (error) {
    thrown(error);
    throw error;
  }
  const promise = promiseOf(result);
  if (promise) promise.then(returned, thrown);
  else returned(result);
  return promise ?? result;
}
