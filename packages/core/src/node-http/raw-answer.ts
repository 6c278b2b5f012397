import type { Server } from "node:http";
import type { Exchange } from "./exchange.ts";
import { connectionError, isEndedByApp } from "./ended-by-app.ts";
import { hasLeftInMidBody, isParserError } from "./parser-error.ts";
import { hasHead } from "./sent-head.ts";

/** Of each connection the first exchange: nothing else can have been sent there before. */
const firsts = new WeakSet<Exchange>();

/** Remembers the first exchange of a connection, unless it waits behind one that was not observed before it. */
export function markFirstOnConnection(exchange: Exchange): void {
  if (exchange.outgoing.socket !== null) firsts.add(exchange);
}

/**
 * Whether an app wrote something on the socket itself, not through the response, and ended the connection in good order,
 * or because of what the client sent: an answer of which nothing is known. This shows of the first exchange of a
 * connection alone: with later ones, the bytes may be those of answers before.
 */
export function hasRawAnswer(exchange: Exchange): boolean {
  const { finished, outgoing, socket } = exchange;
  if (finished || hasHead(outgoing) || socket === undefined || !firsts.has(exchange)) return false;
  // A client that was let go on with its body has no answer yet.
  const { _sent100: isLetGoOn } = outgoing as { _sent100?: boolean };
  if (isLetGoOn === true || socket.bytesWritten === 0) return false;
  return socket.errored ? isAnsweredError(exchange) : isEndedByApp(socket);
}

/** Whether the app itself answers what Node's parser refuses, but for a client that left in mid-body. */
function isAnsweredError(exchange: Exchange): boolean {
  const error = connectionError(exchange);
  if (!isParserError(error) || hasLeftInMidBody(error)) return false;
  const { server } = exchange.socket as { server?: Server };
  return server !== undefined && server.listenerCount("clientError") > 0;
}
