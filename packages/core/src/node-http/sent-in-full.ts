import { responseBytesOf } from "./body-bytes.ts";
import type { Exchange } from "./exchange.ts";
import { isHttp2 } from "./http2.ts";
import { hasBody, sentHeader, statusOf } from "./sent-head.ts";

/**
 * Whether all that its head announced had left of a response that did not end: who pipes a file ends it once the file has
 * ended, and a client that counts leaves before. Streams of HTTP/2 have an end of their own.
 */
export function isSentInFull(exchange: Exchange): boolean {
  const { ended, httpVersion, method, outgoing } = exchange;
  if (ended || isHttp2(httpVersion)) return false;
  const status = statusOf(exchange);
  if (status === undefined || status < 200) return false;
  if (!hasBody(method, status)) return true;
  const length = sentHeader(outgoing, "content-length");
  return length !== undefined && Number(length) === responseBytesOf(exchange, status);
}
