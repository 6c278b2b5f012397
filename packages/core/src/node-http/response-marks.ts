import type { ServerResponse } from "node:http";
import { now } from "../time/clock.ts";
import type { ByteCounts, Exchange } from "./exchange.ts";
import { isHttp2 } from "./http2.ts";
import { isBun } from "./runtime.ts";
import { LOST, statusOfHead } from "./sent-head.ts";
import { isHeldBack, watchUnsent, writableState } from "./unsent.ts";

/** `flushHeaders` sends the head before anything is written, `writeHead` does so over HTTP/2. */
function isHeadSent({ httpVersion, outgoing }: Exchange): boolean {
  const { _headerSent: isSent } = outgoing as { _headerSent?: boolean };
  return isSent === true || (isHttp2(httpVersion) && outgoing.headersSent);
}

/** What is about to be written takes the head with it, where that has not left, and need not wait for its turn. */
export function markHead(exchange: Exchange): void {
  if (exchange.headLeftAt !== undefined) return;
  const { httpVersion, outgoing } = exchange;
  const isWaiting = !isHttp2(httpVersion) && outgoing.socket === null;
  // On Bun it is not known whether a head that was made up before has left.
  const isUnseen = isWaiting || isHeadSent(exchange) || (isBun && outgoing.headersSent);
  exchange.headLeftAt = isUnseen ? Number.NaN : now();
  exchange.status = statusOfHead(outgoing);
}

/** The same of what is about to end the response. What leaves in one write has left when that is done: {@link markEnd} says. */
export function markLastHead(exchange: Exchange): void {
  if (exchange.headLeftAt !== undefined) return;
  const { httpVersion, outgoing } = exchange;
  const isAtOnce = !isHttp2(httpVersion) && writableState(outgoing.socket) !== undefined;
  if (isAtOnce && !isHeadSent(exchange)) exchange.status = statusOfHead(outgoing);
  else markHead(exchange);
}

/** Nothing was written after all: the response refused it. */
export function unmarkHead(exchange: Exchange): void {
  if (!isHeadSent(exchange)) exchange.headLeftAt = undefined;
}

/**
 * Node holds back what is written until the end of the tick: who destroys the response by then has not sent it. Of what
 * waits for its turn on the connection it cannot be told before what else is sent there.
 */
export function markBytesBefore(exchange: Exchange): void {
  const { headLeftAt, httpVersion, outgoing } = exchange;
  const socket = isHttp2(httpVersion) ? undefined : outgoing.socket;
  if (!socket) return;
  if (headLeftAt === undefined && !isHeadSent(exchange)) {
    exchange.bytesBeforeHead = socket.bytesWritten;
  } else if (writableState(socket)?.length === 0 && heldBack(outgoing) === 0) {
    exchange.bytesAtRest = byteCounts(exchange);
  }
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
  if (state === undefined) {
    // Destroyed before its turn, a response takes nothing but the end of what it had taken.
    if (outgoing.socket !== null || !outgoing.destroyed) return;
    if (outgoing.chunkedEncoding) {
      exchange.responseBytes = before;
      return;
    }
    loseEnd(exchange, before);
    if (statusOfHead(outgoing) === undefined) exchange.bytesBeforeHead = LOST;
    return;
  }
  exchange.isBuffered = isBun ? outgoing.writableLength > 0 : isHeldBack(outgoing.socket!, state);
  const writtenAt = now();
  exchange.headLeftAt ??= writtenAt;
  if (exchange.isBuffered) noteStall(exchange);
  else exchange.endedAt = writtenAt;
  // On Bun, the last response of a connection ends that itself.
  const isEnded = state.ending && (!isBun || outgoing.socket!.readableEnded);
  // One that was reset is destroyed only later. Node 20 says all the same that the response finished.
  const isBroken = state.destroyed || state.errored != null;
  if (!isBroken && !isEnded) return;
  loseEnd(exchange, before);
  if (exchange.bytesBeforeHead !== undefined || Number.isNaN(exchange.headLeftAt)) return;
  exchange.bytesBeforeHead = isBroken ? LOST : exchange.socket?.bytesWritten;
}

function loseEnd(exchange: Exchange, before: number): void {
  exchange.ended = false;
  exchange.isEndLost = true;
  exchange.responseBytes = before;
}

/** A connection asks to wait, or has ended: apps go on when a client has left. Streams of HTTP/2 share theirs. */
export function markStalled(exchange: Exchange, before: number): void {
  const { httpVersion, outgoing } = exchange;
  if (isHttp2(httpVersion)) return;
  if (outgoing.socket?.destroyed === true) {
    exchange.responseBytes = before;
    // It would have taken the head with it.
    if (exchange.bytesBeforeHead === exchange.socket?.bytesWritten) exchange.bytesBeforeHead = LOST;
  }
  noteStall(exchange);
}

function noteStall(exchange: Exchange): void {
  const { bytesAtStall, socket } = exchange;
  if (bytesAtStall !== undefined || socket === undefined) return;
  watchUnsent(socket);
  exchange.bytesAtStall = byteCounts(exchange);
}

function byteCounts({ outgoing, responseBytes, socket }: Exchange): ByteCounts | undefined {
  const handedOver = socket?.bytesWritten;
  if (handedOver === undefined) return undefined;
  return { responseBytes, connectionBytes: handedOver + heldBack(outgoing) };
}

/** Bytes that a response keeps from its connection: from Node 26 on all chunks of a tick, else those that the app corks. */
function heldBack({ socket, writableLength }: ServerResponse): number {
  const bytes = isBun ? 0 : writableLength - (socket?.writableLength ?? 0);
  return bytes > 0 ? bytes : 0;
}

/**
 * After ERR_HTTP_CONTENT_LENGTH_MISMATCH Node keeps the head and what `end` was given, after ERR_UNKNOWN_ENCODING the
 * head: they leave with the next `end` that it accepts, or never. Where the head was made up before, it keeps nothing.
 */
export function markHeldBack(exchange: Exchange, before: number): void {
  const { httpVersion, outgoing, responseBytes, socket } = exchange;
  const { _header: head } = outgoing as { _header?: unknown };
  if (socket === undefined || isHttp2(httpVersion) || typeof head !== "string") return;
  exchange.bytesBeforeHead = socket.bytesWritten - head.length - (responseBytes - before);
}
