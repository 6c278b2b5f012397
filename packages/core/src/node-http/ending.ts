import type { ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { Outcome } from "@peekjs/protocol";
import { isAnsweredPast } from "./answered-past.ts";
import type { Exchange } from "./exchange.ts";
import { isEndedHere } from "./ended-here.ts";
import { http2Body, http2End, http2Status, isFlushed, isHttp2 } from "./http2.ts";
import { isCounted } from "./response-bytes.ts";
import { isEncrypted, unsentBytes, writableState } from "./unsent.ts";
import { isUpgraded } from "./upgrade.ts";

const STREAM_TYPES = /^(text\/event-stream|multipart\/x-mixed-replace)\b/i;

/** The status that was sent; undefined when no head was. */
export function statusOf(exchange: Exchange): number | undefined {
  if (!exchange.finished && !hasBegun(exchange)) return undefined;
  return exchange.status ?? http2Status(exchange) ?? exchange.outgoing.statusCode;
}

/** Whether a part of a response left that did not finish. */
export function hasBegun(exchange: Exchange): boolean {
  return headLeft(exchange) && bytesSince(exchange) !== 0;
}

/** Node 20 and 22 tell of a `finish` also when a connection is lost by which a part of the response has not left. */
export function isCutOff({ isPending, socket }: Exchange): boolean {
  return isPending && socket?.destroyed === true;
}

/** Bytes that the connection has sent since the head was written; undefined where that is not known. */
function bytesSince({ bytesBefore, socket }: Exchange): number | undefined {
  const bytes = bytesBefore === undefined ? undefined : socket?.bytesWritten;
  return bytes === undefined ? undefined : Math.max(0, bytes - bytesBefore!);
}

/** How an exchange ended, with that status. */
export function outcomeOf(exchange: Exchange, status: number | undefined): Outcome {
  const { finished, outgoing } = exchange;
  if (status === 101) return "upgrade";
  if (finished) return "completed";
  if (isUpgraded(exchange)) return "upgrade";
  if (isAnsweredPast(exchange)) return "completed";
  if (!peerLeft(exchange)) return "server_abort";
  return STREAM_TYPES.test(sentHeader(outgoing, "content-type") ?? "")
    ? "stream_closed"
    : "client_abort";
}

/** The app's own `end()` has the peer end its side too, its `destroy(error)` puts an error on the socket. */
function peerLeft(exchange: Exchange): boolean {
  const end = http2End(exchange);
  if (end !== undefined) return end === "client";
  const { socket } = exchange;
  if (isEndedHere(socket)) return false;
  if (socket?.readableEnded === true) return true;
  const code = (socket?.errored as { code?: string } | null)?.code;
  return code === "ECONNRESET" || code === "EPIPE";
}

/**
 * `headersSent` is true as soon as the head is made up, also of one that waits for the body or for its turn. A response
 * that Node calls finished has no connection any more.
 */
function headLeft({ isPending, outgoing }: Exchange): boolean {
  const { _headerSent: left } = outgoing as { _headerSent?: boolean };
  return outgoing.headersSent && left !== false && (isPending || outgoing.socket !== null);
}

/** Bytes of the request's body; undefined when an announced body did not arrive and was not counted. */
export function requestBytesOf(exchange: Exchange): number | undefined {
  if (exchange.requestBytes > 0) return exchange.requestBytes;
  const length = exchange.headers["content-length"];
  if (length === undefined) return http2Body(exchange) ? undefined : 0;
  const announced = Number(length);
  return exchange.incoming.complete || announced === 0 ? announced : undefined;
}

/** Bytes of the response's body that left; undefined when they did not pass the counter. */
export function responseBytesOf(
  exchange: Exchange,
  status: number | undefined,
): number | undefined {
  const { ended, finished, method, outgoing, writing } = exchange;
  const hasBody =
    status !== undefined && method !== "HEAD" && status !== 204 && status !== 304 && status >= 200;
  if (!hasBody) return isAnsweredPast(exchange) ? undefined : 0;
  // Apps answer on the streams of HTTP/2 past their responses, and with an `end` that responses had before the counter.
  // Simulated responses finish inside `end`.
  const isPast = finished && !ended && !writing;
  if (isCounted(exchange) && !isPast)
    return finished ? exchange.responseBytes : sentBytes(exchange);
  const length = finished ? sentHeader(outgoing, "content-length") : undefined;
  return length === undefined ? undefined : Number(length);
}

/**
 * What a broken response had buffered when its connection was lost was written by the app, but never sent. Streams of
 * HTTP/2 do not tell how much that is, nor do connections, of a chunk they took in part, over TLS or where the app itself
 * breaks them off.
 */
function sentBytes(exchange: Exchange): number | undefined {
  const { backlog, httpVersion, isPending, outgoing, responseBytes, socket } = exchange;
  if (isHttp2(httpVersion)) return isFlushed(outgoing) ? responseBytes : undefined;
  const unsent = unsentBytes(socket);
  const isTold = peerLeft(exchange) && !isEncrypted(socket);
  const isInMidChunk = isPending || (!isTold && isWaiting(socket));
  if (isInMidChunk && unsent === undefined) return undefined;
  let bytes = responseBytes;
  const since = bytesSince(exchange);
  if (since !== undefined) {
    const { _header: head } = outgoing as { _header?: string | null };
    bytes = Math.min(bytes, since - (unsent ?? 0) - (head?.length ?? 0));
  }
  if (backlog !== undefined) {
    const sent = (socket?.bytesWritten ?? 0) - (unsent ?? 0) - backlog.connectionBytes;
    bytes = Math.min(bytes, backlog.responseBytes + sent);
  }
  return Math.max(0, bytes);
}

/** Whether a connection that is destroyed had asked to wait, and not asked for more since. */
function isWaiting(socket: Socket | undefined): boolean {
  return writableState(socket)?.needDrain === true;
}

/** Headers that were given to `writeHead` alone are found only in the head as it was sent. */
function sentHeader(outgoing: ServerResponse, name: string): string | undefined {
  if (!outgoing.headersSent) return undefined;
  // Responses that no server made may lack it.
  const known = (outgoing as Partial<ServerResponse>).getHeader?.(name);
  if (known !== undefined) return String(known);
  const { _header: head } = outgoing as { _header?: string | null };
  return new RegExp(`^${name}: *(.*?)\\r$`, "im").exec(head ?? "")?.[1];
}
