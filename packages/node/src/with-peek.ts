import type { IncomingMessage, ServerResponse } from "node:http";
import type { Http2ServerResponse } from "node:http2";
import { PeekError, peekFromEnvironment } from "@peekjs/core";
import type { Peek } from "@peekjs/core/adapter";
import { observe } from "@peekjs/core/node-http";
import { createNodeMount, type NodeOptions } from "./mount.ts";
import type { NodeRequest } from "./request-notes.ts";

type NodeResponse = ServerResponse | Http2ServerResponse;

/**
 * Reports every request that a listener is given; the listener gets the same arguments and `this`, and what it returns
 * or throws is passed on. {@link attach} sees also what a server answers without its listener.
 *
 * @param client the result of `createPeek()`; without one the environment decides
 * @param options override the client's own for this listener
 * @throws {PeekError} `PEEK_E_CLIENT` when something else than a client is given, `PEEK_E_APP` when something else than a
 * listener is
 * @example
 * ```ts
 * import { createServer } from "node:http";
 * import { withPeek } from "@peekjs/node";
 *
 * createServer(withPeek((request, response) => response.end("ok"))).listen(3000);
 * ```
 */
export function withPeek<
  This,
  Request extends NodeRequest = IncomingMessage,
  Response extends NodeResponse = ServerResponse,
  Rest extends unknown[] = [],
  Result = unknown,
>(
  listener: (this: This, request: Request, response: Response, ...rest: Rest) => Result,
  client: Peek = peekFromEnvironment(),
  options: NodeOptions = {},
): (this: This, request: Request, response: Response, ...rest: Rest) => Result {
  if (typeof listener !== "function") {
    throw new PeekError(
      "PEEK_E_APP",
      "withPeek() was given something that is not a listener. Pass a function of request and response, or the server to attach().",
    );
  }
  const mount = createNodeMount(client, options);
  return function (request, response, ...rest) {
    const incoming = request as IncomingMessage;
    const exchange = observe(mount, incoming, incoming, response as unknown as ServerResponse);
    try {
      return listener.call(this, request, response, ...rest);
    } catch (error) {
      if (exchange !== undefined) exchange.error ??= error;
      throw error;
    }
  };
}
