import type { IncomingMessage, ServerResponse } from "node:http";
import { shared } from "../adapter/shared.ts";
import { MESSAGE_EXCHANGES } from "../adapter/shared-keys.ts";
import { findBehindProxy, findOnConnection } from "./connection-exchanges.ts";
import type { Exchange } from "./exchange.ts";
import { started } from "./started.ts";

/** Exchanges of HTTP/2 and of simulated responses, shared by all copies of this package. */
const byMessage = shared(
  MESSAGE_EXCHANGES,
  () => new WeakMap<IncomingMessage | ServerResponse, Exchange>(),
);

/** What is known of an exchange that is observed and has not ended, by its response or its request. */
export function exchangeOf(message: IncomingMessage | ServerResponse): Exchange | undefined {
  // Most responses are written before another request comes.
  const recent = running(started?.exchange);
  if (recent?.outgoing === message || recent?.incoming === message) return recent;
  try {
    return find(message);
  } catch {
    // Apps put proxies of their own in the place of messages.
    return undefined;
  }
}

function find(message: IncomingMessage | ServerResponse): Exchange | undefined {
  // A response knows its request, unless the app took it away.
  const incoming =
    (message as { req?: IncomingMessage | null }).req ?? (message as IncomingMessage);
  // The socket of HTTP/2 is a proxy that may throw.
  const socket = incoming.httpVersionMajor === 1 ? incoming.socket : undefined;
  return (
    findOnConnection(socket, message, incoming) ??
    running(byMessage.get(message)) ??
    running(byMessage.get(incoming)) ??
    findOnConnection(message.socket, message, incoming) ??
    findBehindProxy(socket, incoming)
  );
}

/** Simulated responses may be used again, and another copy of this package may have reported it. */
function running(exchange: Exchange | undefined): Exchange | undefined {
  return exchange?.reported === true ? undefined : exchange;
}

/** For exchanges that are not on a connection: finds them by their messages. */
export function attachToMessages(exchange: Exchange): void {
  byMessage.set(exchange.outgoing, exchange);
  byMessage.set(exchange.incoming, exchange);
}
