import type { IncomingMessage, ServerResponse } from "node:http";
import { HttpProblem } from "../http/problem.ts";

/** A request of Node's server, as Express and others pass it on: some have read the body already. */
type NodeRequest = IncomingMessage & { originalUrl?: string; body?: unknown };

/** Answers a request of a Node server, or leaves it to `next` when its path is not the endpoint's. */
export type NodeHandler = (
  request: IncomingMessage,
  response: ServerResponse,
  next?: (error?: unknown) => void,
) => Promise<void>;

/** A web-standard endpoint as a middleware of Node's servers. */
export function nodeHandler(
  fetch: (request: Request) => Response | Promise<Response>,
  path: string,
  reportError: (error: unknown) => void,
): NodeHandler {
  const prefix = path.replace(/\/$/, "");
  return async (message: NodeRequest, response, next) => {
    // Express takes its mount path off `url`.
    const url = (prefix === "" ? undefined : message.originalUrl) ?? message.url ?? "/";
    const isOurs = url === prefix || /^[/?]/.test(url.slice(prefix.length));
    if (next && !(url.startsWith(prefix) && isOurs)) {
      next();
      return;
    }
    try {
      await write(await fetch(toRequest(message, url)), response);
    } catch (error) {
      if (error instanceof HttpProblem) {
        reportError(error);
        return write(error.toResponse(), response);
      }
      if (next && !response.headersSent) next(error);
      else response.destroy();
    }
  };
}

function toRequest(message: NodeRequest, url: string): Request {
  const headers = new Headers();
  for (let index = 0; index < message.rawHeaders.length; index += 2) {
    headers.append(message.rawHeaders[index]!, message.rawHeaders[index + 1]!);
  }
  const isSecure = "encrypted" in message.socket;
  const origin = `${isSecure ? "https" : "http"}://${message.headers.host ?? "localhost"}`;
  const { method = "GET" } = message;
  if (method === "GET" || method === "HEAD") return new Request(origin + url, { method, headers });
  const body = readAlready(message);
  if (body === undefined) {
    const stream = toStream(message);
    // Streams are sent half-duplex, which the types do not know.
    const init: RequestInit & { duplex: "half" } = {
      method,
      headers,
      body: stream,
      duplex: "half",
    };
    return new Request(origin + url, init);
  }
  // Whoever read the body has inflated it too.
  headers.delete("content-encoding");
  headers.delete("content-length");
  return new Request(origin + url, { method, headers, body });
}

/**
 * The body, where a parser before us has read it.
 *
 * @throws {@link HttpProblem} 500 when that was a parser of forms, as which several clients declare their JSON: what it
 * makes of JSON is no longer all of it.
 */
function readAlready({
  body,
  headers,
  readableEnded,
}: NodeRequest): string | Uint8Array<ArrayBuffer> | undefined {
  if (body === undefined || body === null || !readableEnded) return undefined;
  if (typeof body === "string") return body;
  if (body instanceof Uint8Array) return new Uint8Array(body);
  if (/^application\/x-www-form-urlencoded\b/i.test(headers["content-type"] ?? "")) {
    const detail =
      "A parser of forms has read this body, which is JSON that the client calls a form. Mount the endpoint before it, e.g. before express.urlencoded().";
    throw new HttpProblem(500, "PEEK_E_BODY_PARSED", detail, { retryable: true });
  }
  return JSON.stringify(body);
}

function toStream(message: NodeRequest): ReadableStream<Uint8Array> {
  const chunks = message.iterator({ destroyOnReturn: false }) as AsyncIterator<Uint8Array>;
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await chunks.next();
      if (done === true) controller.close();
      else controller.enqueue(value);
    },
    async cancel() {
      await chunks.return?.();
    },
  });
}

async function write(answer: Response, response: ServerResponse): Promise<void> {
  response.statusCode = answer.status;
  for (const [name, value] of answer.headers) response.setHeader(name, value);
  response.end(Buffer.from(await answer.arrayBuffer()));
}
