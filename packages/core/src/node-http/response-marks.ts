import type { ServerResponse } from "node:http";
import { now } from "../time/clock.ts";
import type { Exchange } from "./exchange.ts";
import { isHttp2 } from "./http2.ts";
import { watchUnsent, writableState } from "./unsent.ts";

/** Where the status begins in a head, and the code of its digits. */
const STATUS = "HTTP/1.1 ".length;
const ZERO = 0x30;

/** `flushHeaders` sends the head before anything is written. */
function isHeadSent({ outgoing }: Exchange): boolean {
  return (outgoing as { _headerSent?: boolean })._headerSent === true;
}

/** What is about to be written takes the head with it, where that has not left. */
export function markHead(exchange: Exchange): void {
  if (exchange.headLeftAt !== undefined) return;
  exchange.headLeftAt = isHeadSent(exchange) ? Number.NaN : now();
  exchange.status = statusOfHead(exchange.outgoing);
}

/** Nothing was written after all: the response refused it. */
export function unmarkHead(exchange: Exchange): void {
  if (!isHeadSent(exchange)) exchange.headLeftAt = undefined;
}

/** Node holds back what is written until the end of the tick: who destroys the response by then has sent nothing. */
export function markBytesBeforeHead(exchange: Exchange): void {
  const { headLeftAt, httpVersion, socket } = exchange;
  if (headLeftAt !== undefined || isHttp2(httpVersion) || isHeadSent(exchange)) return;
  exchange.bytesBeforeHead = socket?.bytesWritten;
}

/**
 * The status in a head that is made up, as in `HTTP/1.1 200 OK`: what apps set behind `writeHead` is not sent. Read
 * before the head is put together with a body, it need not be copied for that.
 */
function statusOfHead(outgoing: ServerResponse): number | undefined {
  // HTTP/2 and simulated responses have something else in this place.
  const { _header: head } = outgoing as { _header?: unknown };
  if (typeof head !== "string") return undefined;
  let status = 0;
  for (let at = STATUS; at < STATUS + 3; at++) status = 10 * status + head.charCodeAt(at) - ZERO;
  return status >= 100 && status <= 999 ? status : undefined;
}

/** A head that was not made up before is by now, of what the response says. */
export function markStatus(exchange: Exchange): void {
  exchange.status ??= exchange.outgoing.statusCode;
}

/** A connection that has ended takes nothing: apps answer also the abort of an upload. */
export function markEnd(exchange: Exchange, before: number): void {
  const { httpVersion, outgoing } = exchange;
  exchange.ended = true;
  markStatus(exchange);
  if (isHttp2(httpVersion)) return;
  const state = writableState(outgoing.socket);
  if (state === undefined) return;
  exchange.isBuffered = state.length > 0;
  if (exchange.isBuffered) noteStall(exchange);
  if (!state.destroyed && !state.ending) return;
  exchange.ended = false;
  exchange.isEndLost = true;
  exchange.responseBytes = before;
  const isWhole = exchange.bytesBeforeHead === undefined && !Number.isNaN(exchange.headLeftAt);
  if (isWhole) exchange.bytesBeforeHead = exchange.socket?.bytesWritten;
}

/** A connection asks to wait, or has ended: apps go on when a client has left. Streams of HTTP/2 share theirs. */
export function markStalled(exchange: Exchange, before: number): void {
  const { httpVersion, outgoing } = exchange;
  if (isHttp2(httpVersion)) return;
  if (writableState(outgoing.socket)?.destroyed === true) exchange.responseBytes = before;
  noteStall(exchange);
}

function noteStall(exchange: Exchange): void {
  const { bytesAtStall, responseBytes, socket } = exchange;
  if (bytesAtStall !== undefined || socket === undefined) return;
  watchUnsent(socket);
  const connectionBytes = socket.bytesWritten as number | undefined;
  if (connectionBytes !== undefined) exchange.bytesAtStall = { responseBytes, connectionBytes };
}

/**
 * After ERR_HTTP_CONTENT_LENGTH_MISMATCH Node keeps the head and what `end` was given: they leave with the next `end`
 * that it accepts, or never. Where the head was made up before, it keeps nothing.
 */
export function markHeldBack(exchange: Exchange, before: number): void {
  const { httpVersion, outgoing, responseBytes, socket } = exchange;
  const { _header: head } = outgoing as { _header?: unknown };
  if (socket === undefined || isHttp2(httpVersion) || typeof head !== "string") return;
  exchange.bytesBeforeHead = socket.bytesWritten - head.length - (responseBytes - before);
}
