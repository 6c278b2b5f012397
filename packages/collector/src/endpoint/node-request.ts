import type { IncomingMessage } from "node:http";
import type { Http2ServerRequest } from "node:http2";
import { HttpProblem } from "../http/problem.ts";

/** A request of Node's server, as Express and others pass it on: some have read the body already. */
export type NodeRequest = (IncomingMessage | Http2ServerRequest) & {
  originalUrl?: string;
  body?: unknown;
};

/** A web-standard request, and what is to be done once it is answered. */
export interface ReceivedRequest {
  request: Request;
  /** Lets what was not read of the body pass: until then a client can send nothing else on its connection. */
  discard: () => void;
}

/** Methods that no web-standard request can have. */
const NO_REQUEST = new Set(["CONNECT", "TRACE", "TRACK"]);

/** How a compressed body begins that was read as a text; no JSON does. */
const GZIP = "\u001f";

/**
 * @param target path and query
 * @throws {@link HttpProblem} 405 for a method that cannot be passed on, 500 where the body was read and is not there
 */
export function toRequest(message: NodeRequest, target: string): ReceivedRequest {
  const { method = "GET" } = message;
  if (NO_REQUEST.has(method.toUpperCase())) {
    throw new HttpProblem(405, "PEEK_E_METHOD", "Use POST here.", { headers: { allow: "POST" } });
  }
  const headers = headersOf(message);
  const url = originOf(message) + target;
  const discard = (): void => void message.resume();
  if (method === "GET" || method === "HEAD") {
    return { request: new Request(url, { method, headers }), discard };
  }
  const body = readAlready(message);
  if (body !== undefined) {
    // Whoever read the body has inflated it too.
    headers.delete("content-encoding");
    headers.delete("content-length");
    return { request: new Request(url, { method, headers, body }), discard };
  }
  const chunks: AsyncIterator<Uint8Array> = message.iterator({ destroyOnReturn: false });
  // Streams are sent half-duplex, which the types do not know.
  const init: RequestInit & { duplex: "half" } = {
    method,
    headers,
    body: toStream(chunks),
    duplex: "half",
  };
  const release = (): void => void chunks.return?.().then(discard, discard);
  return { request: new Request(url, init), discard: release };
}

function headersOf({ rawHeaders }: NodeRequest): Headers {
  const headers = new Headers();
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index]!;
    // HTTP/2 tells method and path in fields of its own.
    if (!name.startsWith(":")) headers.append(name, rawHeaders[index + 1]!);
  }
  return headers;
}

/** What a client may write into `Host` goes into the host alone; what is none leaves `localhost`. */
function originOf({ headers, socket }: NodeRequest): string {
  const origin = new URL("encrypted" in socket ? "https://localhost" : "http://localhost");
  const authority = headers[":authority"];
  origin.host = headers.host ?? (typeof authority === "string" ? authority : "");
  return origin.origin;
}

/**
 * The body, where a parser before us has read it.
 *
 * @throws {@link HttpProblem} 500 when it is not to be had any more as it was: a parser of forms, as which several clients
 * declare their JSON, keeps no more all of it, and others keep it where only their framework looks
 */
function readAlready(message: NodeRequest): string | Uint8Array<ArrayBuffer> | undefined {
  const { body, headers } = message;
  if (body === undefined || body === null) {
    if (!message.readableDidRead || !hasBody(message)) return undefined;
    throw bodyParsed(
      "This body was read before it came to the endpoint, and is not at the request's `body`. Mount the endpoint before body parsers.",
    );
  }
  if (!message.readableEnded) return undefined;
  if (typeof body === "string") {
    if (!body.startsWith(GZIP)) return body;
    throw bodyParsed(
      "A parser of texts has read this body, which is compressed and calls itself a text. Mount the endpoint before it, e.g. before express.text().",
    );
  }
  if (body instanceof Uint8Array) return new Uint8Array(body);
  if (/^application\/x-www-form-urlencoded\b/i.test(headers["content-type"] ?? "")) {
    throw bodyParsed(
      "A parser of forms has read this body, which is JSON that the client calls a form. Mount the endpoint before it, e.g. before express.urlencoded().",
    );
  }
  return JSON.stringify(body);
}

function hasBody({ headers }: NodeRequest): boolean {
  return headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > 0;
}

function bodyParsed(detail: string): HttpProblem {
  return new HttpProblem(500, "PEEK_E_BODY_PARSED", detail, { retryable: true });
}

function toStream(chunks: AsyncIterator<Uint8Array>): ReadableStream<Uint8Array> {
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
