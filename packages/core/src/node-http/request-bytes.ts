import type { IncomingMessage } from "node:http";
import { byteLength } from "./byte-length.ts";
import type { Exchange } from "./exchange.ts";

const UPLOAD: unique symbol = Symbol("peek.upload");

interface Uploading {
  [UPLOAD]?: Exchange;
}

type Push = IncomingMessage["push"];

/**
 * Counts what the parser delivers, without reading the stream: a `data` listener would start it. Requests without a
 * body are left alone.
 */
export function countRequestBytes(exchange: Exchange, incoming: IncomingMessage): void {
  const { headers } = incoming;
  const length = headers["content-length"];
  if (length === undefined ? headers["transfer-encoding"] === undefined : length === "0") return;
  (incoming as Uploading)[UPLOAD] = exchange;
  if (!Object.hasOwn(incoming, "push")) incoming.push = countingPush;
}

function countingPush(this: IncomingMessage, ...args: Parameters<Push>): boolean {
  const exchange = (this as Uploading)[UPLOAD];
  if (exchange !== undefined) exchange.requestBytes += byteLength(args[0], args[1]);
  return (Object.getPrototypeOf(this) as IncomingMessage).push.apply(this, args);
}
