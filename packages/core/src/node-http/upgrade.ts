import type { IncomingMessage } from "node:http";
import type { Exchange } from "./exchange.ts";
import { isBun } from "./runtime.ts";
import { hasHead } from "./sent-head.ts";
import { watchRawAnswer } from "./watch-raw-answer.ts";

/** Requests for an upgrade of which it is known that nobody was seen to answer them: what had been written before. */
const unanswered = new WeakMap<IncomingMessage, number>();

/**
 * Has an exchange whose connection is to become something else take the status that is written on the socket itself,
 * not through its response.
 */
export function watchUpgrade(exchange: Exchange): void {
  const { incoming, mount, outgoing, socket } = exchange;
  if (socket == null) return;
  // What is asked after others may have been answered, as by servers of WebSockets that call the app afterwards.
  if (mount.adapter.isBelowFrameworks === true || socket.bytesWritten === 0) {
    unanswered.set(incoming, socket.bytesWritten);
  }
  watchRawAnswer(socket, (status) => {
    unanswered.delete(incoming);
    const { _headerSent: isOfResponse } = outgoing as { _headerSent?: boolean };
    if (isOfResponse === true || status === undefined || isTunnel(exchange, status)) return;
    exchange.status = status;
    exchange.finished = exchange.ended = true;
    // What follows on the socket is not counted.
    exchange.counter = "none";
  });
}

/** Whether an answer opens a tunnel, as it does over HTTP/2 also for a WebSocket. */
export function isTunnel({ method }: Exchange, status: number | undefined): boolean {
  return method === "CONNECT" && status !== undefined && status < 300;
}

/** Whether the connection of a request for an upgrade has become something else, as far as that is known. */
export function isUpgraded({ incoming, outgoing, socket }: Exchange): boolean {
  const { upgrade } = incoming as { upgrade?: boolean };
  if (upgrade !== true || hasHead(outgoing)) return false;
  const before = unanswered.get(incoming);
  // Bun's own server of WebSockets writes below the socket's methods.
  return before === undefined || (isBun && socket!.bytesWritten > before);
}
