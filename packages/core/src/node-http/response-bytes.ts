import type { ServerResponse } from "node:http";
import { byteLength } from "./byte-length.ts";
import { now } from "../clock.ts";
import { type Exchange, exchangeOf } from "./exchange.ts";
import { isHttp2 } from "./http2.ts";
import { watchUnsent } from "./unsent.ts";

type Write = ServerResponse["write"];
type End = ServerResponse["end"];

/** Where the status begins in a head, and the code of its digits. */
const STATUS = "HTTP/1.1 ".length;
const ZERO = 0x30;

/** Marks a prototype of responses that counts for all of them. */
const COUNTING: unique symbol = Symbol.for("peek.counting.v1") as never;

/**
 * Counts what is written below the app: what compression in the app writes passes here compressed, as long as this
 * wraps first.
 */
export function countResponseBytes(exchange: Exchange): void {
  const { outgoing } = exchange;
  if (isCounting(outgoing)) {
    exchange.counter = "prototype";
    return;
  }
  if (Object.hasOwn(outgoing, "write") || Object.hasOwn(outgoing, "end")) return;
  outgoing.write = ownWrite as Write;
  outgoing.end = ownEnd as End;
  exchange.counter = "own";
}

/** Whether all that was written passed the counter: apps give responses other prototypes, as when they mount others. */
export function isCounted({ counter, outgoing }: Exchange): boolean {
  return counter === "own" || (counter === "prototype" && isCounting(outgoing));
}

/** The prototype that counts of the last response: a property of the response itself may be slow to look up. */
let countingPrototype: unknown;

function isCounting(outgoing: ServerResponse): boolean {
  const prototype: unknown = Object.getPrototypeOf(outgoing);
  if (prototype === countingPrototype) return true;
  if (!(COUNTING in outgoing)) return false;
  countingPrototype = prototype;
  return true;
}

/**
 * Counts what is written to all responses of a framework that gives each app a prototype of its own for them, and so
 * makes a property more on a response expensive.
 */
export function countOnPrototype(prototype: ServerResponse): void {
  if (COUNTING in prototype) return;
  // Asked each time: an app that is mounted later gets another one.
  const next = (): ServerResponse => Object.getPrototypeOf(prototype) as ServerResponse;
  const members = {
    [COUNTING]: true,
    write(this: ServerResponse, ...args: Parameters<Write>): boolean {
      return countWrite(this, next().write, args);
    },
    end(this: ServerResponse, ...args: Parameters<End>): ServerResponse {
      return countEnd(this, next().end, args);
    },
  };
  for (const key of [COUNTING, "write", "end"] as const) {
    if (Object.hasOwn(prototype, key)) continue;
    Object.defineProperty(prototype, key, {
      value: members[key],
      writable: true,
      configurable: true,
    });
  }
}

function ownWrite(this: ServerResponse, ...args: Parameters<Write>): boolean {
  return countWrite(this, (Object.getPrototypeOf(this) as ServerResponse).write, args);
}

function ownEnd(this: ServerResponse, ...args: Parameters<End>): ServerResponse {
  return countEnd(this, (Object.getPrototypeOf(this) as ServerResponse).end, args);
}

function countWrite(outgoing: ServerResponse, write: Write, args: Parameters<Write>): boolean {
  const exchange = exchangeOf(outgoing);
  if (exchange === undefined || exchange.writing || exchange.ended) {
    return write.apply(outgoing, args);
  }
  guarded(exchange, markBeginning);
  count(exchange, args);
  try {
    const result = write.apply(outgoing, args);
    guarded(exchange, markStatus);
    if (!result) guarded(exchange, markBacklog);
    return result;
  } finally {
    exchange.writing = false;
  }
}

function countEnd(outgoing: ServerResponse, end: End, args: Parameters<End>): ServerResponse {
  const exchange = exchangeOf(outgoing);
  if (exchange !== undefined && !exchange.writing && !exchange.ended) {
    // The `end` of HTTP/2 and of simulated responses goes through `write`.
    count(exchange, args);
  }
  try {
    const result = end.apply<ServerResponse, Parameters<End>, ServerResponse>(outgoing, args);
    if (exchange !== undefined && !exchange.ended) guarded(exchange, markEnd);
    return result;
  } finally {
    if (exchange !== undefined) exchange.writing = false;
  }
}

/** What fails here costs a figure, never what the app writes. */
function guarded(exchange: Exchange, mark: (exchange: Exchange) => void): void {
  try {
    mark(exchange);
  } catch (error) {
    exchange.mount.client.trouble(error);
  }
}

function count(exchange: Exchange, [chunk, encoding]: readonly unknown[]): void {
  exchange.writing = true;
  try {
    exchange.responseBytes += byteLength(chunk, encoding);
    exchange.responseBody?.add(chunk, encoding);
    if (exchange.headLeftAt !== undefined) return;
    exchange.headLeftAt = isHeadSent(exchange) ? Number.NaN : now();
    exchange.status = statusOfHead(exchange.outgoing);
  } catch (error) {
    exchange.mount.client.trouble(error);
  }
}

/** `flushHeaders` sends the head before anything is written. */
function isHeadSent({ outgoing }: Exchange): boolean {
  return (outgoing as { _headerSent?: boolean })._headerSent === true;
}

/** Node holds back what is written until the end of the tick: who destroys the response by then has sent nothing. */
function markBeginning(exchange: Exchange): void {
  const { headLeftAt, httpVersion, socket } = exchange;
  if (headLeftAt !== undefined || isHttp2(httpVersion) || isHeadSent(exchange)) return;
  exchange.bytesBefore = socket?.bytesWritten;
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
function markStatus(exchange: Exchange): void {
  exchange.status ??= exchange.outgoing.statusCode;
}

function markEnd(exchange: Exchange): void {
  const { httpVersion, outgoing } = exchange;
  exchange.ended = true;
  markStatus(exchange);
  if (isHttp2(httpVersion)) return;
  exchange.isPending = (outgoing.socket?.writableLength ?? 0) > 0;
  if (exchange.isPending) markBacklog(exchange);
}

/** HTTP/2 streams share the bytes of their connection. */
function markBacklog(exchange: Exchange): void {
  const { backlog, httpVersion, responseBytes, socket } = exchange;
  if (backlog !== undefined || socket === undefined || isHttp2(httpVersion)) return;
  watchUnsent(socket);
  const connectionBytes = socket.bytesWritten as number | undefined;
  if (connectionBytes !== undefined) exchange.backlog = { responseBytes, connectionBytes };
}
