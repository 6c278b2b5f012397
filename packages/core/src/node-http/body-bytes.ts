import type { Socket } from "node:net";
import type { Exchange } from "./exchange.ts";
import { http2Body, isBodyComplete, isFlushed, isHttp2 } from "./http2.ts";
import { hasClientLeft } from "./outcome.ts";
import { hasRawAnswer } from "./raw-answer.ts";
import { isCounted } from "./response-counter.ts";
import { isBun, tellsUnsent } from "./runtime.ts";
import { bytesSinceHead, hasBody, sentHeader } from "./sent-head.ts";
import { isEncrypted, unsentBytes, writableState } from "./unsent.ts";

/** Bytes of the request's body; undefined when not all of it was counted, and no length announced of what arrived. */
export function requestBytesOf(exchange: Exchange): number | undefined {
  const { requestBytes } = exchange;
  if (requestBytes > 0) return requestBytes;
  const length = exchange.headers["content-length"];
  if (length === undefined) {
    const isUncounted = Number.isNaN(requestBytes) || isUnread(exchange);
    return isUncounted ? undefined : 0;
  }
  const announced = Number(length);
  return isBodyComplete(exchange) || announced === 0 ? announced : undefined;
}

/**
 * Whether a request over HTTP/2 has a body that the app did not read to its end: else it need not pass the counter. Bun
 * does not tell requests without a body.
 */
function isUnread(exchange: Exchange): boolean {
  if (!http2Body(exchange)) return false;
  return isBun ? !isBodyComplete(exchange) : !exchange.incoming.readableEnded;
}

/** Bytes of the response's body that left; undefined when they did not pass the counter. */
export function responseBytesOf(
  exchange: Exchange,
  status: number | undefined,
): number | undefined {
  const { ended, finished, method, outgoing, writing } = exchange;
  if (!hasBody(method, status) || isBodyDropped(status!, exchange))
    return hasRawAnswer(exchange) ? undefined : 0;
  // Apps answer on the streams of HTTP/2 without the responses, and with an `end` that responses had before the
  // counter. Simulated responses finish inside `end`.
  const isUncounted = finished && !ended && !writing;
  if (isCounted(exchange) && !isUncounted)
    return finished ? exchange.responseBytes : sentBytes(exchange);
  const length = finished ? Number(sentHeader(outgoing, "content-length")) : undefined;
  // Node itself announces less than nothing of a file that is asked for from behind its end.
  return length! >= 0 ? length : undefined;
}

/**
 * Whether Node sends no body with a status that may have one: over HTTP/2 with 205, and of an error that follows a
 * `writeHead` which threw, with 204 or 304.
 */
function isBodyDropped(status: number, { httpVersion, outgoing }: Exchange): boolean {
  if (status === 205) return isHttp2(httpVersion);
  return status >= 400 && (outgoing as { _hasBody?: boolean })._hasBody === false;
}

/**
 * What a broken response had buffered when its connection was lost was written by the app, but never sent. Streams of
 * HTTP/2 do not tell how much that is, nor do connections, of a chunk they took in part, over TLS, where the app itself
 * breaks them off, and on Bun and Deno.
 */
function sentBytes(exchange: Exchange): number | undefined {
  const { bytesAtRest, bytesAtStall, ended, headLeftAt, httpVersion, isBuffered } = exchange;
  const { outgoing, responseBytes, socket } = exchange;
  if (isHttp2(httpVersion)) {
    // Apps answer on the stream itself too.
    return isFlushed(outgoing) && headLeftAt !== undefined ? responseBytes : undefined;
  }
  const unsent = unsentBytes(socket);
  const isUnsentKnown = tellsUnsent && hasClientLeft(exchange) && !isEncrypted(socket);
  const isStalled = tellsUnsent ? isWaiting(socket) : ended || bytesAtStall !== undefined;
  const isInMidChunk = isBuffered || (!isUnsentKnown && isStalled);
  if (isInMidChunk && unsent === undefined) return undefined;
  let bytes = responseBytes;
  const since = bytesSinceHead(exchange);
  if (since !== undefined) {
    const { _header: head } = outgoing as { _header?: string | null };
    // Bun does not count the head.
    const headBytes = isBun ? 0 : (head?.length ?? 0);
    bytes = Math.min(bytes, since - (unsent ?? 0) - headBytes);
  }
  const sent = (socket?.bytesWritten ?? 0) - (unsent ?? 0);
  for (const mark of [bytesAtRest, bytesAtStall]) {
    if (mark === undefined) continue;
    bytes = Math.min(bytes, mark.responseBytes + sent - mark.connectionBytes);
  }
  return Math.max(0, bytes);
}

/** Whether a connection that is destroyed had asked to wait, and not asked for more since. */
function isWaiting(socket: Socket | undefined): boolean {
  return writableState(socket)?.needDrain === true;
}
