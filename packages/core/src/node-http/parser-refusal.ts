import type { Server } from "node:http";
import { connectionError } from "./ended-by-app.ts";
import { codeOf } from "./error-code.ts";
import type { Exchange } from "./exchange.ts";
import { isHttp2 } from "./http2.ts";
import { hasLeftInMidBody, isParserError } from "./parser-error.ts";
import { bytesSinceHead, isPartlySent, LOST } from "./sent-head.ts";
import { unsentBytes } from "./unsent.ts";

/** What Node answers to errors of its parser other than with 400. */
const STATUSES: Readonly<Record<string, number>> = {
  ERR_HTTP_REQUEST_TIMEOUT: 408,
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 413,
  HPE_HEADER_OVERFLOW: 431,
};

/**
 * The status that Node itself wrote on the socket, not through the response, for a request whose body was malformed or
 * took too long; undefined where it wrote none, and where the app listens for `clientError`, which then is what answers.
 */
export function parserRefusal(exchange: Exchange): number | undefined {
  const { bytesBeforeHead, outgoing, socket } = exchange;
  const error = errorOf(exchange);
  const code = codeOf(error);
  if (code === undefined || hasLeftInMidBody(error)) return undefined;
  const status = STATUSES[code] ?? (isParserError(error) ? 400 : undefined);
  const { server } = socket as { server?: Server };
  const isLost = bytesBeforeHead === LOST;
  // Responses that wait for their turn have no connection yet. Node asks whether a head was handed over, sent or not.
  const isNext = isLost || outgoing.socket === socket;
  const { _headerSent: isHandedOver } = outgoing as { _headerSent?: boolean };
  if (!isNext || (isHandedOver === true && !isLost)) return undefined;
  // Behind what an app writes in the same tick, Node's answer waits with it, and is dropped with it.
  if (!isLost && bytesSinceHead(exchange) === 0) return undefined;
  return server?.listenerCount("clientError") === 0 ? status : undefined;
}

/** Whether a response had left when the next request on its connection was malformed: there is no `finish` then. */
export function isAnsweredInFull(exchange: Exchange): boolean {
  const { ended, isBuffered, socket } = exchange;
  if (!ended || !isParserError(errorOf(exchange))) return false;
  return isPartlySent(exchange) && (!isBuffered || unsentBytes(socket) === 0);
}

/** What the parser, or Node's own clock, found wrong with what the client sent. */
function errorOf(exchange: Exchange): unknown {
  return isHttp2(exchange.httpVersion) ? undefined : connectionError(exchange);
}
