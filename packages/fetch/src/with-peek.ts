import { peekFromEnvironment } from "@peekjs/core";
import { createMount, type Mount, type MountOptions, type Peek } from "@peekjs/core/adapter";
import {
  ask,
  createObserver,
  nodeEnvironment,
  promiseOf,
  onNode,
  type RequestReader,
  waitUntilOf,
  watchReturned,
  setError,
} from "@peekjs/core/fetch";
import { givenRoute, linkEnvironment } from "./request-notes.ts";
import { version } from "./version.ts";

/** What overrides the client's own options for one handler. */
export interface FetchOptions extends MountOptions<Request> {
  /**
   * The full template that a request matched, `/users/:id`; undefined when none did. A text for handlers of one route;
   * a function is asked when the request was answered; of one that lasts longer than a second before, too, with
   * deliveries, until there is an answer. Not asked where `setRoute` was called.
   *
   * @default requests have the route that `setRoute` gave them, or none
   */
  route?: string | ((request: Request) => string | undefined) | undefined;
}

/**
 * Reports every request that a fetch handler is given; the handler gets the same arguments and `this`, and what it
 * returns, the same response or promise, or throws is passed on.
 *
 * @param client the result of `createPeek()`; without one the environment decides
 * @param options override the client's own for this handler
 * @throws {PeekError} `PEEK_E_CLIENT` when something else than a client is given
 * @example
 * ```ts
 * import { withPeek } from "@peekjs/fetch";
 *
 * const fetch = withPeek((request: Request) => new Response("ok"));
 * export default { fetch }; // Workers, Bun; or Deno.serve(fetch)
 * ```
 */
export function withPeek<
  This,
  HandlerRequest extends Request,
  Rest extends unknown[],
  Result extends Response | Promise<Response>,
>(
  handler: (this: This, request: HandlerRequest, ...rest: Rest) => Result,
  client: Peek = peekFromEnvironment(),
  { route, ...options }: FetchOptions = {},
): (this: This, request: HandlerRequest, ...rest: Rest) => Result {
  const templateOf = typeof route === "string" ? () => route : route;
  const mount: Mount<Request> = createMount<Request>(client, options, {
    name: "@peekjs/fetch",
    version,
    routeOf: (request) =>
      givenRoute(request) ?? (templateOf && ask(mount.client, "route", templateOf, request)),
  });
  const observeRequest = createObserver(mount, reader, nodeReader);
  return function (request, ...rest) {
    const handle = (): Result => handler.call(this, request, ...rest);
    // Tests call handlers that need none without a request.
    if (Object(request) !== request) return handle();
    const env = nodeEnvironment(request) ?? rest[0];
    return observeRequest(request, request, env, handle, rest);
  };
}

const reader: RequestReader<Request, readonly unknown[]> = {
  watch: watchReturned,
  waitUntilOf: (_, rest = []) => waitUntilOf(rest),
};

const nodeReader = onNode<Request>({
  watch(handle, env, request) {
    linkEnvironment(request, env);
    return notingErrors(handle, env);
  },
});

/** Calls a handler whose response is observed on Node's own messages. */
function notingErrors<Result>(handle: () => Result, env: unknown): Result {
  try {
    const result = handle();
    const promise = promiseOf(result);
    promise?.catch((error: unknown) => setError(env, error));
    return promise ?? result;
  } catch (error) {
    setError(env, error);
    throw error;
  }
}
