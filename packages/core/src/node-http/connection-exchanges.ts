import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { CONNECTION_EXCHANGES } from "../adapter/shared-keys.ts";
import type { Exchange } from "./exchange.ts";

/** Undefined on a connection that has had none, null when none is under way. */
export type Connection = Socket & { [CONNECTION_EXCHANGES]?: Exchange | null };

/**
 * Keeps an exchange on its connection, behind those that were there before.
 *
 * @returns whether it is the first that the connection has ever had
 */
export function addToConnection(exchange: Exchange, socket: Connection): boolean {
  const first = socket[CONNECTION_EXCHANGES];
  if (first === undefined) {
    // Not enumerable: whoever prints a socket does not see it.
    Object.defineProperty(socket, CONNECTION_EXCHANGES, { value: exchange, writable: true });
    return true;
  }
  if (first === null) {
    socket[CONNECTION_EXCHANGES] = exchange;
  } else {
    let last = first;
    while (last.nextOnConnection !== undefined) last = last.nextOnConnection;
    last.nextOnConnection = exchange;
  }
  return false;
}

/** The exchange of a request, or of a response to it, which is under way on a connection. */
export function findOnConnection(
  socket: Connection | null | undefined,
  message: IncomingMessage | ServerResponse,
  incoming: IncomingMessage,
): Exchange | undefined {
  let exchange = socket?.[CONNECTION_EXCHANGES];
  while (exchange != null && exchange.outgoing !== message && exchange.incoming !== incoming) {
    exchange = exchange.nextOnConnection;
  }
  return exchange ?? undefined;
}

/** The exchange of a request that an app has put a proxy in the place of, which shows the headers of that. */
export function findBehindProxy(
  socket: Connection | null | undefined,
  incoming: IncomingMessage,
): Exchange | undefined {
  let exchange = socket?.[CONNECTION_EXCHANGES];
  while (exchange != null && exchange.headers !== incoming.headers)
    exchange = exchange.nextOnConnection;
  return exchange ?? undefined;
}

/** The exchange of a response which is under way on a connection. */
export function findByResponse(socket: Connection, outgoing: ServerResponse): Exchange | undefined {
  let exchange = socket[CONNECTION_EXCHANGES];
  while (exchange != null && exchange.outgoing !== outgoing) exchange = exchange.nextOnConnection;
  return exchange ?? undefined;
}

/** Takes an exchange off its connection. */
export function removeFromConnection(exchange: Exchange, socket: Connection): void {
  let previous = socket[CONNECTION_EXCHANGES];
  if (previous === exchange) {
    socket[CONNECTION_EXCHANGES] = exchange.nextOnConnection ?? null;
    return;
  }
  while (previous != null && previous.nextOnConnection !== exchange)
    previous = previous.nextOnConnection;
  if (previous != null) previous.nextOnConnection = exchange.nextOnConnection;
}

/**
 * Takes all exchanges off a connection.
 *
 * @returns the oldest, which leads to the others
 */
export function takeFromConnection(socket: Connection): Exchange | undefined {
  const first = socket[CONNECTION_EXCHANGES];
  socket[CONNECTION_EXCHANGES] = null;
  return first ?? undefined;
}
