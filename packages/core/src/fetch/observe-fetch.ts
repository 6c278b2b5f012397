import type { ConsumerIdentity } from "../options/options.ts";
import type { Mount } from "../adapter/mount.ts";
import type { RunningRequest } from "../adapter/running-requests.ts";
import { reportAnswer, type WatchedRequest } from "./answer.ts";
import { isResponse } from "./is-response.ts";
import { promiseOf } from "./promise-of.ts";

/** What is asked of an adapter when the handler has answered. */
export interface Observed<FrameworkRequest> {
  readonly request: FrameworkRequest;
  readonly raw: Request;
  readonly waitUntil?: ((promise: Promise<unknown>) => void) | undefined;
  consumerOf?(raw: Request): ConsumerIdentity;
}

type Begin = <FrameworkRequest>(
  mount: Mount<FrameworkRequest>,
  request: FrameworkRequest,
  raw: Request,
) => WatchedRequest<FrameworkRequest>;

/**
 * Reports a request when its handler has answered; for mounts that are active.
 *
 * @returns what the handler returns: the same response, the same promise, or a promise of a thenable that is none
 */
export type ObserveFetch = <FrameworkRequest, Result>(
  mount: Mount<FrameworkRequest>,
  observed: Observed<FrameworkRequest>,
  handle: (running: RunningRequest<FrameworkRequest>) => Result,
) => Result;

/** @param begin how requests begin where the handlers run */
export function observeWith(begin: Begin): ObserveFetch {
  return (mount, { request, raw, waitUntil, consumerOf }, handle) => {
    const running = begin(mount, request, raw);
    const report = (response: unknown, error?: unknown): void =>
      reportAnswer(mount, running, {
        response: isResponse(response) ? response : undefined,
        error,
        consumer: consumerOf?.(raw),
        waitUntil,
      });
    let result: ReturnType<typeof handle>;
    try {
      result = handle(running);
    } catch (error) {
      report(undefined, error);
      throw error;
    }
    const promise = promiseOf(result);
    if (promise) promise.then(report, (error) => report(undefined, error));
    else report(result);
    return promise ?? result;
  };
}
