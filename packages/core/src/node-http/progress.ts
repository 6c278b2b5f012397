import type { IncomingMessage, ServerResponse } from "node:http";
import type { Exchange } from "./exchange.ts";
import { http2End, isHttp2 } from "./http2.ts";

/** Requests that ended without a whole answer, and were reported. */
const brokenOff = new WeakSet<IncomingMessage>();

/** Remembers that a request was reported, which its response does not show. */
export function markBrokenOff({ incoming }: Exchange): void {
  brokenOff.add(incoming);
}

/** Whether a request was reported that ended without a whole answer: its response may still finish, with nobody there. */
export function isBrokenOff(incoming: IncomingMessage): boolean {
  return brokenOff.has(incoming);
}

/**
 * How far a response has come that is observed only now: after something asynchronous, the client may have left, or
 * been answered.
 *
 * @returns "reported" where no record is due any more: the answer was seen by then, or never will be
 */
export function progressOf(exchange: Exchange): "open" | "broken off" | "reported" {
  const { httpVersion, incoming, outgoing, socket } = exchange;
  if (isBrokenOff(incoming)) return "reported";
  if (isHttp2(httpVersion)) {
    const { stream } = outgoing as ServerResponse & { stream?: { destroyed: boolean } };
    if (stream?.destroyed !== true) return "open";
    return http2End(exchange) === "complete" ? "reported" : "broken off";
  }
  if (outgoing.writableFinished) return "reported";
  return outgoing.destroyed || socket?.destroyed === true ? "broken off" : "open";
}
