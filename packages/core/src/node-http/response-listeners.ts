import type { ServerResponse } from "node:http";
import { watchEnd } from "./ended-by-app.ts";
import type { Exchange } from "./exchange.ts";
import { attachToMessages } from "./find-exchange.ts";
import { http2End, isHttp2 } from "./http2.ts";
import { isCutOff } from "./outcome.ts";
import { progressOf } from "./progress.ts";
import { markFirst } from "./raw-answer.ts";
import { reportExchange } from "./report-exchange.ts";
import { watchUpgrade } from "./upgrade.ts";

/**
 * For responses of which no server tells: HTTP/2, simulated ones, the first of a process, those behind a proxy, those
 * that an app makes for upgrades.
 *
 * @returns false where there is nothing to listen for: a response that has ended, or tells of nothing
 */
export function listenToResponse(exchange: Exchange): boolean {
  const { httpVersion, incoming, outgoing, socket } = exchange;
  if (typeof (outgoing as Partial<ServerResponse>).on !== "function") return false;
  const progress = progressOf(exchange);
  if (progress === "broken off") reportExchange(exchange);
  if (progress !== "open") return false;
  attachToMessages(exchange);
  if (socket != null && !isHttp2(httpVersion)) {
    watchEnd(socket);
    if (socket.bytesWritten === 0) markFirst(exchange);
  }
  if ((incoming as { upgrade?: boolean }).upgrade === true) {
    watchUpgrade(exchange);
    // No response need tell of it.
    socket?.once("close", () => reportExchange(exchange));
  }
  outgoing.on("finish", () => {
    if (isCutOff(exchange)) return;
    const end = http2End(exchange);
    exchange.finished = end === undefined || end === "complete";
    // Simulated responses may never close.
    if (end === undefined) reportExchange(exchange);
  });
  outgoing.on("close", () => {
    if (isSimulated(outgoing)) exchange.finished ||= outgoing.writableFinished;
    reportExchange(exchange);
  });
  return true;
}

/** Whether nothing is sent of a response: one of Node's has a head. Some close before they say that they finished. */
function isSimulated(outgoing: ServerResponse): boolean {
  return !("_header" in outgoing) && !("stream" in outgoing);
}
