import type { IncomingMessage, ServerResponse } from "node:http";
import type { Outcome } from "@peekjs/protocol";
import type { Exchange } from "./exchange.ts";

const STREAM_TYPES = /^(text\/event-stream|multipart\/x-mixed-replace)\b/i;

/** The status that was sent; undefined when no head was. */
export function statusOf(outgoing: ServerResponse): number | undefined {
  return outgoing.headersSent ? outgoing.statusCode : undefined;
}

/** How an exchange ended whose response closed without having been finished. */
export function outcomeOf(incoming: IncomingMessage, outgoing: ServerResponse): Outcome {
  if (!peerLeft(incoming)) return "server_abort";
  return STREAM_TYPES.test(sentHeader(outgoing, "content-type") ?? "")
    ? "stream_closed"
    : "client_abort";
}

/** The app's own `destroy(error)` puts an error on the socket too: only these mean that the peer left. */
function peerLeft({ socket }: IncomingMessage): boolean {
  if (socket.readableEnded) return true;
  const code = (socket.errored as { code?: string } | null)?.code;
  return code === "ECONNRESET" || code === "EPIPE";
}

/** Bytes of the request's body; undefined when an announced body did not arrive and was not counted. */
export function requestBytesOf({ incoming, requestBytes }: Exchange): number | undefined {
  if (requestBytes > 0) return requestBytes;
  const announced = Number(incoming.headers["content-length"] ?? 0);
  return incoming.complete || announced === 0 ? announced : undefined;
}

/** Bytes of the response's body; undefined when they did not pass the counter. */
export function responseBytesOf(
  { incoming, responseBytes, responseCounted }: Exchange,
  outgoing: ServerResponse,
): number | undefined {
  if (!outgoing.headersSent) return 0;
  const { statusCode } = outgoing;
  const hasBody =
    incoming.method !== "HEAD" && statusCode !== 204 && statusCode !== 304 && statusCode >= 200;
  if (!hasBody) return 0;
  if (responseCounted) return responseBytes;
  const length = sentHeader(outgoing, "content-length");
  return length === undefined ? undefined : Number(length);
}

/** Headers that were given to `writeHead` alone are found only in the head as it was sent. */
function sentHeader(outgoing: ServerResponse, name: string): string | undefined {
  if (!outgoing.headersSent) return undefined;
  const known = outgoing.getHeader(name);
  if (known !== undefined) return String(known);
  const { _header: head } = outgoing as { _header?: string | null };
  return new RegExp(`^${name}: *(.*?)\\r$`, "im").exec(head ?? "")?.[1];
}

export function httpVersion({ httpVersion: version }: IncomingMessage): string {
  return version === "2.0" ? "2" : version;
}
