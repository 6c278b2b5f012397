import type { IncomingMessage, ServerResponse } from "node:http";
import type { ServerHttp2Stream } from "node:http2";
import { codeOf } from "./error-code.ts";

/** https://www.rfc-editor.org/rfc/rfc9113#section-7: what a client says, and Node when a connection is lost. */
const CANCEL = 8;
/** What a connection that broke, and a reset, or a GOAWAY, with any other code, leave on a stream. */
const BROKEN = /^(ECONNRESET|EPIPE|ERR_HTTP2_(STREAM|SESSION)_ERROR)$/;

/** Streams that the app closed in their middle, or whose connection it took away. */
const closedByApp = new WeakSet<ServerHttp2Stream>();

export function markClosedByApp(stream: ServerHttp2Stream): void {
  closedByApp.add(stream);
}

interface Http2Exchange {
  readonly httpVersion: string;
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
}

/** How a stream of HTTP/2 ended. Undefined over HTTP/1. */
export function http2End(exchange: Http2Exchange): "complete" | "client" | "server" | undefined {
  const { httpVersion, incoming, outgoing } = exchange;
  const stream = isHttp2(httpVersion) ? streamOf(outgoing) : undefined;
  if (stream === undefined) return undefined;
  const { aborted, errored, headersSent, rstCode, writableFinished } = stream;
  // Not `writableEnded` of the response: apps end its stream without it, as with a file.
  if (rstCode === 0 && headersSent && writableFinished && !aborted) return "complete";
  if (closedByApp.has(stream)) return "server";
  // A reset by the peer ends the stream in good order, the app's own `destroy` does not, nor does a write behind the end.
  // That of a HEAD has ended before.
  const isHead = incoming.method === "HEAD";
  const isReset = writableFinished && !errored && !isHead;
  if (rstCode !== CANCEL && !isReset && !BROKEN.test(codeOf(errored) ?? "")) return "server";
  // The head is all of that answer: what was broken off is the upload. Without one, the head had not left.
  return isHead && headersSent && http2Body(exchange) ? "complete" : "client";
}

/**
 * Calls back when a stream of HTTP/2 was written to its end, and when it closes, which may be long after: the client
 * still uploads. Its response says nothing before, and of a HEAD without an answer nothing at all.
 *
 * @returns false over HTTP/1
 */
export function onHttp2End(
  { httpVersion, outgoing }: Http2Exchange,
  onWritten: () => void,
  onClose: () => void,
): boolean {
  const stream = isHttp2(httpVersion) ? streamOf(outgoing) : undefined;
  if (stream === undefined) return false;
  const onFinish = (): void => {
    // The end itself is sent later, unless the app breaks the stream off by then.
    setImmediate(() => {
      if (!isConnected(stream)) return;
      if (isEndSent(stream)) onWritten();
      // What was written last may still be on its way.
      else stream.once("wantTrailers", onFinish);
    });
  };
  stream.once("finish", onFinish).once("close", onClose);
  return true;
}

/** Whether the end of a stream is on its way: with trailers, or none of them, or with the head or body before it. */
function isEndSent(stream: ServerHttp2Stream): boolean {
  return stream.sentTrailers !== undefined || stream.state.localClose === 1;
}

/** A stream does not know at once that the app took its connection away. */
function isConnected({ session }: ServerHttp2Stream): boolean {
  try {
    return session?.socket.destroyed === false;
  } catch {
    // ERR_HTTP2_SOCKET_UNBOUND
    return false;
  }
}

/** Whether a request over HTTP/2 has a body, which it need not announce. */
export function http2Body({ httpVersion, incoming }: Http2Exchange): boolean {
  return isHttp2(httpVersion) && streamOf(incoming)?.endAfterHeaders === false;
}

/** Whether the end of a request's body arrived: over HTTP/2, Node calls those complete too that were broken off. */
export function isBodyComplete({ httpVersion, incoming }: Http2Exchange): boolean {
  const stream = isHttp2(httpVersion) ? streamOf(incoming) : undefined;
  if (stream === undefined) return incoming.complete;
  return stream.readableEnded || stream.state.remoteClose === 1;
}

/** Whether a stream of HTTP/2 was broken off: Node ends the body of its request then, as if all of it had come. */
export function isReset({ httpVersion, incoming }: Http2Exchange): boolean {
  const stream = isHttp2(httpVersion) ? streamOf(incoming) : undefined;
  return stream !== undefined && stream.rstCode !== 0;
}

export function isHttp2(httpVersion: string): boolean {
  return httpVersion === "2.0";
}

/** The status that a stream of HTTP/2 sent, also where its response was not used. */
export function http2Status({ httpVersion, outgoing }: Http2Exchange): number | undefined {
  const stream = isHttp2(httpVersion) ? streamOf(outgoing) : undefined;
  const status: unknown = stream?.sentHeaders?.[":status"];
  return status === undefined ? undefined : Math.trunc(Number(status));
}

/** A header as it was sent on a stream of HTTP/2, also where its response was not used. */
export function http2Header(outgoing: ServerResponse, name: string): string | undefined {
  return streamOf(outgoing)?.sentHeaders?.[name] as string | undefined;
}

/** Whether all that was written over HTTP/2 was handed to the connection. */
export function isFlushed(outgoing: ServerResponse): boolean {
  return streamOf(outgoing)?.writableFinished === true;
}

/** The interface for both versions hides it. */
export function streamOf(message: object): ServerHttp2Stream | undefined {
  return (message as { stream?: ServerHttp2Stream }).stream;
}
