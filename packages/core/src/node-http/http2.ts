import type { IncomingMessage, ServerResponse } from "node:http";
import type { ServerHttp2Stream } from "node:http2";

/** https://www.rfc-editor.org/rfc/rfc9113#section-7: what a client says, and Node when a connection is lost. */
const CANCEL = 8;

interface Http2Exchange {
  readonly httpVersion: string;
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
}

/** How a stream of HTTP/2 ended: `finish` comes at every end of its response. Undefined over HTTP/1. */
export function http2End({
  httpVersion,
  incoming,
  outgoing,
}: Http2Exchange): "complete" | "client" | "server" | undefined {
  const stream = isHttp2(httpVersion) ? streamOf(outgoing) : undefined;
  if (stream === undefined) return undefined;
  const { aborted, headersSent, rstCode, writableFinished } = stream;
  // Not `writableEnded` of the response: apps end its stream without it, as with a file.
  if (rstCode === 0 && headersSent && writableFinished && !aborted) return "complete";
  // A reset by the peer ends the stream in good order, the app's own `destroy` does not. That of a HEAD has ended before.
  const isReset = writableFinished && incoming.method !== "HEAD";
  return rstCode === CANCEL || isReset ? "client" : "server";
}

/** Of a HEAD whose head was never begun, the response over HTTP/2 closes without a word. */
export function onUnansweredHead(
  { httpVersion, incoming, outgoing }: Http2Exchange,
  end: () => void,
): void {
  if (incoming.method === "HEAD" && isHttp2(httpVersion)) streamOf(outgoing)?.once("close", end);
}

/** Whether a request over HTTP/2 has a body, which it need not announce. */
export function http2Body({ httpVersion, incoming }: Http2Exchange): boolean {
  return isHttp2(httpVersion) && streamOf(incoming)?.endAfterHeaders === false;
}

export function isHttp2(httpVersion: string): boolean {
  return httpVersion === "2.0";
}

/** The status that a stream of HTTP/2 sent, also where its response was not used. */
export function http2Status({ httpVersion, outgoing }: Http2Exchange): number | undefined {
  const stream = isHttp2(httpVersion) ? streamOf(outgoing) : undefined;
  return stream?.sentHeaders?.[":status"] as number | undefined;
}

/** Whether all that was written over HTTP/2 was handed to the connection. */
export function isFlushed(outgoing: ServerResponse): boolean {
  return streamOf(outgoing)?.writableFinished === true;
}

/** The interface for both versions hides it. */
function streamOf(message: object): ServerHttp2Stream | undefined {
  return (message as { stream?: ServerHttp2Stream }).stream;
}
