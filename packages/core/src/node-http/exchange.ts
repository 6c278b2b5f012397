import type { IncomingMessage, ServerResponse } from "node:http";
import type { Mount } from "../adapter/mount.ts";
import type { ConsumerIdentity } from "../options/options.ts";

/** A request under way on a Node server, and what is known of it so far. */
export interface Exchange {
  readonly incoming: IncomingMessage;
  /** Path and query before any rewriting. */
  readonly target: string;
  /** Body bytes seen so far. */
  requestBytes: number;
  responseBytes: number;
  /** Whether every write passes the counter: false when something else wrapped the response before it. */
  responseCounted: boolean;
  /** Whether the response was handed over completely. */
  finished: boolean;
  reported: boolean;
  /** What was thrown while the request was handled. */
  error: unknown;
  /** What a handler says about who calls. */
  consumer: ConsumerIdentity;
  /** What the adapter remembers of the request. */
  notes: unknown;
  /** Who is told of the end. */
  observer: Observer;
}

/** A client that observes an exchange. */
export interface Observer<FrameworkRequest = unknown> {
  readonly mount: Mount<FrameworkRequest>;
  readonly request: FrameworkRequest;
  /** Reading of `performance.now()`. */
  readonly startedAt: number;
  readonly next: Observer | undefined;
}

const SHARED: unique symbol = Symbol.for("peek.exchanges.v1") as never;

/**
 * Shared by all copies of this package, so that a response is counted once. A map, since a property more on a response
 * whose prototype was changed, as Express does, costs microseconds.
 */
const exchanges: WeakMap<ServerResponse, Exchange> = ((
  globalThis as { [SHARED]?: WeakMap<ServerResponse, Exchange> }
)[SHARED] ??= new WeakMap());

/** What is known of a response that is observed. */
export function exchangeOf(outgoing: ServerResponse): Exchange | undefined {
  return exchanges.get(outgoing);
}

export function attach(outgoing: ServerResponse, exchange: Exchange): void {
  exchanges.set(outgoing, exchange);
}

/** Tells who calls, from inside a handler: comes before `identifyConsumer` and the request's credential. */
export function setConsumer(outgoing: ServerResponse, consumer: ConsumerIdentity): void {
  const exchange = exchangeOf(outgoing);
  if (exchange !== undefined) exchange.consumer = consumer;
}

/** Tells what was thrown while a request was handled; of several the first counts, it is the origin. */
export function setError(outgoing: ServerResponse, error: unknown): void {
  const exchange = exchangeOf(outgoing);
  if (exchange !== undefined) exchange.error ??= error;
}
