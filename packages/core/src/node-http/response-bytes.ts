import type { ServerResponse } from "node:http";
import { byteLength } from "./byte-length.ts";
import { type Exchange, exchangeOf } from "./exchange.ts";
import {
  markBeginning,
  markEnd,
  markHead,
  markHeldBack,
  markRefused,
  markStatus,
  unmarkHead,
} from "./response-marks.ts";

type Write = ServerResponse["write"];
type End = ServerResponse["end"];

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
  if (hasOwnMethods(outgoing)) return;
  outgoing.write = ownWrite as Write;
  outgoing.end = ownEnd as End;
  exchange.counter = "own";
}

/** Compared first, since most are its prototype's: `hasOwn` is a call that V8 does not inline. */
function hasOwnMethods(outgoing: ServerResponse): boolean {
  const { write, end } = Object.getPrototypeOf(outgoing) as ServerResponse;
  if (outgoing.write === write && outgoing.end === end) return false;
  return Object.hasOwn(outgoing, "write") || Object.hasOwn(outgoing, "end");
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
  const { responseBytes } = exchange;
  guarded(exchange, markBeginning);
  guarded(exchange, markHead);
  exchange.writing = true;
  try {
    const result = write.apply(outgoing, args);
    count(exchange, args);
    guarded(exchange, markStatus);
    if (!result) guarded(exchange, markRefused, responseBytes);
    return result;
  } catch (error) {
    guarded(exchange, unmarkHead);
    throw error;
  } finally {
    exchange.writing = false;
  }
}

function countEnd(outgoing: ServerResponse, end: End, args: Parameters<End>): ServerResponse {
  const exchange = exchangeOf(outgoing);
  if (exchange === undefined)
    return end.apply<ServerResponse, typeof args, ServerResponse>(outgoing, args);
  const { headLeftAt, responseBody, responseBytes } = exchange;
  const kept = responseBody?.isWhole === true ? responseBody.length : undefined;
  if (!exchange.writing && !exchange.ended) {
    // Simulated responses finish inside `end`. That of HTTP/2 goes through `write`.
    exchange.writing = true;
    guarded(exchange, markHead);
    count(exchange, args);
  }
  try {
    const result = end.apply<ServerResponse, typeof args, ServerResponse>(outgoing, args);
    if (!exchange.ended) guarded(exchange, markEnd, responseBytes);
    return result;
  } catch (error) {
    if (headLeftAt === undefined && exchange.status === undefined && hasHead(outgoing)) {
      guarded(exchange, markHeldBack, responseBytes);
    } else {
      exchange.responseBytes = responseBytes;
      if (kept !== undefined) responseBody!.cutTo(kept);
    }
    guarded(exchange, unmarkHead);
    throw error;
  } finally {
    exchange.writing = false;
  }
}

/** Whether a head is made up, as Node does with the first that it takes of a response. */
function hasHead(outgoing: ServerResponse): boolean {
  return typeof (outgoing as { _header?: unknown })._header === "string";
}

/** @param before bytes of the response that were counted before what is written now */
type Mark = (exchange: Exchange, before: number) => void;

/** What fails here costs a figure, never what the app writes. */
function guarded(exchange: Exchange, mark: Mark, before = 0): void {
  try {
    mark(exchange, before);
  } catch (error) {
    exchange.mount.client.trouble(error);
  }
}

function count(exchange: Exchange, [chunk, encoding]: readonly unknown[]): void {
  try {
    exchange.responseBytes += byteLength(chunk, encoding);
    exchange.responseBody?.add(chunk, encoding);
  } catch (error) {
    exchange.mount.client.trouble(error);
  }
}
