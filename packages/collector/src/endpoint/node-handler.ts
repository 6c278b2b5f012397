import type { IncomingMessage, ServerResponse } from "node:http";
import type { Http2ServerRequest, Http2ServerResponse } from "node:http2";
import { HttpProblem } from "../http/problem.ts";
import { type NodeRequest, toRequest } from "./node-request.ts";

/** Answers a request of a Node server, or leaves it to `next` when its path is not the endpoint's. */
export type NodeHandler = (
  request: IncomingMessage | Http2ServerRequest,
  response: ServerResponse | Http2ServerResponse,
  next?: (error?: unknown) => void,
) => Promise<void>;

/**
 * A web-standard endpoint as a middleware of Node's servers.
 *
 * @param fetch is told what the app took off the path, as Express does with where it mounts
 * @param path where it is mounted, without a slash at the end
 */
export function nodeHandler(
  fetch: (request: Request, takenOff: string) => Response | Promise<Response>,
  path: string,
  reportError: (error: unknown) => void,
): NodeHandler {
  return async (message: NodeRequest, response, next) => {
    // Express takes its mount path off `url`.
    const url = (path === "" ? undefined : message.originalUrl) ?? message.url ?? "/";
    const target = withoutOrigin(url);
    if (next && !isBelow(target, path)) {
      next();
      return;
    }
    try {
      const { request, discard } = toRequest(message, target);
      await write(await fetch(request, takenOff(message, target)), response);
      discard();
    } catch (error) {
      if (error instanceof HttpProblem) {
        if (error.status >= 500) reportError(error);
        await write(error.toResponse(), response);
        message.resume();
      } else if (next && !response.headersSent) next(error);
      else response.destroy();
    }
  };
}

function takenOff({ originalUrl }: NodeRequest, target: string): string {
  const original = withoutOrigin(originalUrl ?? target);
  return original.endsWith(target) ? original.slice(0, -target.length) : "";
}

/** Path and query of a request target, which proxies may write with the origin before it. */
function withoutOrigin(url: string): string {
  const target = url.replace(/^https?:\/\/[^/?#]*/i, "");
  return target === "" || target.startsWith("?") ? `/${target}` : target;
}

function isBelow(target: string, path: string): boolean {
  return target === path || (target.startsWith(path) && /^[/?]/.test(target.slice(path.length)));
}

async function write(
  answer: Response,
  response: ServerResponse | Http2ServerResponse,
): Promise<void> {
  response.statusCode = answer.status;
  for (const [name, value] of answer.headers) response.setHeader(name, value);
  response.end(Buffer.from(await answer.arrayBuffer()));
}
