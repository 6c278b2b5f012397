import type { Outcome } from "@peekjs/protocol";
import { connectionError, isEndedByApp, isLeftByClient } from "./ended-by-app.ts";
import type { Exchange } from "./exchange.ts";
import { http2End } from "./http2.ts";
import { hasRawAnswer } from "./raw-answer.ts";
import { hasBody, sentHeader } from "./sent-head.ts";
import { isTunnel, isUpgraded } from "./upgrade.ts";

const STREAM_TYPES = /^(text\/event-stream|multipart\/x-mixed-replace)\b/i;

/** How an exchange ended, with that status. */
export function outcomeOf(exchange: Exchange, status: number | undefined): Outcome {
  const { finished, outgoing } = exchange;
  if (status === 101 || isTunnel(exchange, status)) return "upgrade";
  if (finished) return "completed";
  if (isUpgraded(exchange)) return "upgrade";
  if (hasRawAnswer(exchange)) return "completed";
  if (!hasClientLeft(exchange)) return "server_abort";
  return STREAM_TYPES.test(sentHeader(outgoing, "content-type") ?? "")
    ? "stream_closed"
    : "client_abort";
}

/**
 * Whether the client broke an exchange off, and not the app: whose `end()` has the client end its side too, and whose
 * `destroy(error)` puts an error on the socket.
 */
export function hasClientLeft(exchange: Exchange): boolean {
  const end = http2End(exchange);
  if (end !== undefined) return end === "client";
  const { socket } = exchange;
  return !isEndedByApp(socket) && isLeftByClient(socket, connectionError(exchange));
}

/**
 * Whether a connection was lost that still held back a part of the response, or took no end of it: Node may emit `finish`
 * then too.
 */
export function isCutOff(exchange: Exchange): boolean {
  const { isBuffered, isEndLost, socket } = exchange;
  return (isBuffered && socket?.destroyed === true) || (isEndLost && !isWhole(exchange));
}

/** Whether all that the head announced was written before. */
function isWhole({ method, outgoing, responseBytes, status }: Exchange): boolean {
  return (
    !hasBody(method, status) || Number(sentHeader(outgoing, "content-length")) === responseBytes
  );
}
