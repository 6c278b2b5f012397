import type { IncomingMessage, ServerResponse } from "node:http";
import type { Exchange } from "./exchange.ts";
import { http2End, isHttp2 } from "./http2.ts";

/** Requests that ended without a whole answer, and were reported. */
const brokenOff = new WeakSet<IncomingMessage>();

/** Remembers a request of which no response tells that it was reported. */
export function markBrokenOff({ incoming }: Exchange): void {
  brokenOff.add(incoming);
}

/**
 * How far a response has come that is observed only now: after something asynchronous, the client may have left, or
 * been answered.
 *
 * @returns "reported" where there is nothing to tell any more: what was answered was seen by then, or never will be
 */
export function progressOf(exchange: Exchange): "open" | "broken off" | "reported" {
  const { httpVersion, incoming, outgoing, socket } = exchange;
  if (brokenOff.has(incoming)) return "reported";
  if (isHttp2(httpVersion)) {
    const { stream } = outgoing as ServerResponse & { stream?: { destroyed: boolean } };
    if (stream?.destroyed !== true) return "open";
    return http2End(exchange) === "complete" ? "reported" : "broken off";
  }
  if (outgoing.writableFinished) return "reported";
  return outgoing.destroyed || socket?.destroyed === true ? "broken off" : "open";
}
