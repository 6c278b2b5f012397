import type { Exchange } from "./exchange.ts";
import { isEndedHere } from "./ended-here.ts";

/** Of each connection the first exchange: nothing else can have been sent there before. */
const firsts = new WeakSet<Exchange>();

/** Remembers the first exchange of a connection. */
export function markFirst(exchange: Exchange): void {
  firsts.add(exchange);
}

/**
 * Whether an app wrote something on the connection past the response, and ended it in good order: an answer of which
 * nothing is known. On a connection that had other answers nobody can tell.
 */
export function isAnsweredPast(exchange: Exchange): boolean {
  const { finished, outgoing, socket } = exchange;
  if (finished || outgoing.headersSent || !firsts.has(exchange)) return false;
  // A client that was let go on with its body has no answer yet.
  const { _sent100: isLetGoOn } = outgoing as { _sent100?: boolean };
  return isLetGoOn !== true && isEndedHere(socket) && !socket?.errored && socket!.bytesWritten > 0;
}
