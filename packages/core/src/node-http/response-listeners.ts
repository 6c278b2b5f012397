import type { ServerResponse } from "node:http";
import { attachToConnection } from "./connection.ts";
import { watchEndByApp } from "./ended-by-app.ts";
import type { Exchange } from "./exchange.ts";
import { attachToMessages } from "./find-exchange.ts";
import { http2End, isHttp2, onHttp2End } from "./http2.ts";
import { isCutOff } from "./outcome.ts";
import { progressOf } from "./progress.ts";
import { markFirstOnConnection } from "./raw-answer.ts";
import { reportExchange } from "./report-exchange.ts";
import { watchUpgrade } from "./upgrade.ts";
import { watchStream } from "./watch-stream.ts";

/**
 * Learns when a response ends of which Node publishes nothing: of HTTP/2, a simulated one, the first of a process, one
 * behind a proxy, one that an app makes for an upgrade.
 *
 * @returns false where there is nothing to listen for: a response that has ended, or emits nothing
 */
export function listenToResponse(exchange: Exchange): boolean {
  const { httpVersion, incoming, outgoing, socket } = exchange;
  if (typeof (outgoing as Partial<ServerResponse>).on !== "function") return false;
  const progress = progressOf(exchange);
  if (progress === "broken off") reportExchange(exchange);
  if (progress !== "open") return false;
  attachToMessages(exchange);
  if (socket != null && !isHttp2(httpVersion)) {
    watchEndByApp(socket);
    if (socket.bytesWritten === 0) markFirstOnConnection(exchange);
  }
  if ((incoming as { upgrade?: boolean }).upgrade === true) {
    watchUpgrade(exchange);
    // A response need not close with it.
    socket?.once("close", () => reportExchange(exchange));
  } else if (isWaiting(exchange)) {
    // Node 20 closes no response that waits for its turn when the connection closes.
    attachToConnection(exchange, socket!);
  }
  if (onHttp2End(exchange, onWritten, onClosed)) {
    watchStream(exchange);
    return true;
  }
  outgoing.on("finish", () => {
    if (isCutOff(exchange)) return;
    exchange.finished = true;
    // Simulated responses may never close.
    reportExchange(exchange);
  });
  outgoing.on("close", () => {
    if (isSimulated(outgoing)) exchange.finished ||= outgoing.writableFinished;
    reportExchange(exchange);
  });
  return true;

  function onWritten(): void {
    if (http2End(exchange) === "complete") onClosed();
  }
  function onClosed(): void {
    exchange.finished = http2End(exchange) === "complete";
    reportExchange(exchange);
  }
}

/** Whether a response stands behind others on the connection of a server. */
function isWaiting({ httpVersion, outgoing, socket }: Exchange): boolean {
  return socket != null && !isHttp2(httpVersion) && outgoing.socket === null && "server" in socket;
}

/** Whether nothing is sent of a response: one of Node's has a head. Some close before they say that they finished. */
function isSimulated(outgoing: ServerResponse): boolean {
  return !("_header" in outgoing) && !("stream" in outgoing);
}
