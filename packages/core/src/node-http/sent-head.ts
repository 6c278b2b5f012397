import type { ServerResponse } from "node:http";
import type { Exchange } from "./exchange.ts";
import { http2Header, http2Status, isHttp2 } from "./http2.ts";
import { isBun } from "./runtime.ts";

/** Where the status begins in a head, and the code of its digits. */
const STATUS = "HTTP/1.1 ".length;
const ZERO = 0x30;

/** {@link Exchange.bytesBeforeHead} where the connection was gone by then: nothing ever follows. */
export const LOST = Number.POSITIVE_INFINITY;

/** The status that was sent; undefined when no head was. */
export function statusOf(exchange: Exchange): number | undefined {
  if (!exchange.finished && !isPartlySent(exchange)) return undefined;
  const { outgoing, status } = exchange;
  return http2Status(exchange) ?? status ?? statusOfHead(outgoing) ?? outgoing.statusCode;
}

/**
 * The status in a head that is made up, as in `HTTP/1.1 200 OK`: what apps set behind `writeHead` is not sent. Read
 * before the head is put together with a body, it need not be copied for that.
 */
export function statusOfHead(outgoing: ServerResponse): number | undefined {
  // HTTP/2 and simulated responses have something else in this place.
  const { _header: head } = outgoing as { _header?: unknown };
  if (typeof head !== "string") return undefined;
  let status = 0;
  for (let at = STATUS; at < STATUS + 3; at++) status = 10 * status + head.charCodeAt(at) - ZERO;
  return status >= 100 && status <= 999 ? status : undefined;
}

/**
 * Whether a head is made up, as Node does with the first that it takes of a response. Apps put a `headersSent` of their
 * own in the place of Node's; responses that no server made may have none.
 */
export function hasHead(outgoing: Partial<ServerResponse>): boolean | undefined {
  const { _header: head } = outgoing as { _header?: unknown };
  return typeof head === "string" || outgoing.headersSent;
}

/** Whether a part of a response left that did not finish. */
export function isPartlySent(exchange: Exchange): boolean {
  return hasHeadLeft(exchange) && bytesSinceHead(exchange) !== 0;
}

/** A head that is made up may wait for the body or for its turn. A response that Node calls finished has no connection. */
function hasHeadLeft(exchange: Exchange): boolean {
  const { isBuffered, isEndLost, outgoing, responseBytes } = exchange;
  const { _headerSent } = outgoing as { _headerSent?: boolean };
  // Bun never says so: what was written took the head with it.
  const left = isBun ? responseBytes > 0 : _headerSent;
  const isCutOff = isBuffered || isEndLost;
  if (!hasHead(outgoing) || left === false || isUnturned(exchange)) return false;
  return isCutOff || outgoing.socket !== null;
}

/**
 * Whether a response never came to its turn on the connection: all that was written of it still waits, the head before
 * it. What is written to a connection whose client has ended waits there too.
 */
function isUnturned({ bytesBeforeHead, outgoing }: Exchange): boolean {
  if (bytesBeforeHead !== undefined) return false;
  const { outputData: waiting, _header: head } = outgoing as {
    outputData?: readonly { readonly data?: unknown }[];
    _header?: unknown;
  };
  const first = waiting?.[0]?.data;
  return typeof first === "string" && typeof head === "string" && first.startsWith(head);
}

/** Whether a response to that method, with that status, may have a body. */
export function hasBody(method: string, status: number | undefined): boolean {
  return (
    status !== undefined && method !== "HEAD" && status !== 204 && status !== 304 && status >= 200
  );
}

/** Bytes that the connection has sent since the head was written; undefined where that is not known. */
export function bytesSinceHead(exchange: Exchange): number | undefined {
  const { bytesBeforeHead, httpVersion, socket } = exchange;
  const bytes = isHttp2(httpVersion) ? undefined : socket?.bytesWritten;
  // Of a head that left unseen it is known that it did not where nothing did.
  if (bytes === undefined || bytes === 0) return bytes;
  return bytesBeforeHead === undefined ? undefined : Math.max(0, bytes - bytesBeforeHead);
}

/** Headers that were given to `writeHead` alone are found only in the head as it was sent. */
export function sentHeader(outgoing: ServerResponse, name: string): string | undefined {
  if (!hasHead(outgoing)) return undefined;
  const overHttp2 = http2Header(outgoing, name);
  if (overHttp2 !== undefined) return overHttp2;
  // Responses that no server made may lack it.
  const known = (outgoing as Partial<ServerResponse>).getHeader?.(name);
  if (known !== undefined) return String(known);
  const { _header: head } = outgoing as { _header?: string | null };
  return new RegExp(`^${name}: *(.*?)\\r$`, "im").exec(head ?? "")?.[1];
}
