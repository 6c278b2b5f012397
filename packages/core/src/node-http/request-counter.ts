import type { IncomingMessage } from "node:http";
import { byteLength } from "./byte-length.ts";
import type { Exchange } from "./exchange.ts";
import { http2Body, isReset } from "./http2.ts";

const UPLOAD: unique symbol = Symbol("peek.upload");

interface Uploading {
  [UPLOAD]?: Exchange;
}

type Push = IncomingMessage["push"];

/**
 * Counts what the parser delivers, without reading the stream: a `data` listener would start it. Requests without a
 * body are left alone.
 */
export function countRequestBytes(exchange: Exchange): void {
  const { headers, incoming } = exchange;
  const length = headers["content-length"];
  const isBodyless =
    length === undefined
      ? headers["transfer-encoding"] === undefined && !http2Body(exchange)
      : length === "0";
  if (isBodyless) return;
  exchange.requestBytes = arrivedBytes(incoming);
  (incoming as Uploading)[UPLOAD] = exchange;
  if (!Object.hasOwn(incoming, "push")) incoming.push = countingPush;
}

/** What waits to be read: what came before the app, or peek in it, waited for something. NaN when some of it was read. */
function arrivedBytes({
  readableDidRead,
  readableEncoding,
  readableLength,
}: IncomingMessage): number {
  return readableDidRead || readableEncoding !== null ? Number.NaN : readableLength;
}

function countingPush(this: IncomingMessage, ...args: Parameters<Push>): boolean {
  const exchange = (this as Uploading)[UPLOAD];
  if (exchange !== undefined) {
    exchange.requestBytes += byteLength(args[0], args[1]);
    exchange.requestBody?.add(args[0], args[1]);
    if (args[0] === null && isReset(exchange)) exchange.requestBody?.cut();
  }
  return (Object.getPrototypeOf(this) as IncomingMessage).push.apply(this, args);
}
