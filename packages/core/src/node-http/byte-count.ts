import type { IncomingMessage, ServerResponse } from "node:http";
import { type Exchange, exchangeOf } from "./exchange.ts";

const UPLOAD: unique symbol = Symbol("peek.upload");

interface Uploading {
  [UPLOAD]?: Exchange;
}

type Write = ServerResponse["write"];
type End = ServerResponse["end"];
type Push = IncomingMessage["push"];

/**
 * Counts what the parser delivers, without reading the stream: a `data` listener would start it. Requests without a
 * body are left alone.
 */
export function countRequestBytes(exchange: Exchange, incoming: IncomingMessage): void {
  const { headers } = incoming;
  if (headers["transfer-encoding"] === undefined && !(Number(headers["content-length"]) > 0))
    return;
  (incoming as Uploading)[UPLOAD] = exchange;
  if (!Object.hasOwn(incoming, "push")) incoming.push = countingPush;
}

/**
 * Counts what is written below the app: what compression in the app writes passes here compressed, as long as this
 * wraps first.
 */
export function countResponseBytes(exchange: Exchange, outgoing: ServerResponse): void {
  if (Object.hasOwn(outgoing, "write") || Object.hasOwn(outgoing, "end")) return;
  exchange.responseCounted = true;
  outgoing.write = countingWrite as Write;
  outgoing.end = countingEnd as End;
}

function countingPush(this: IncomingMessage, ...args: Parameters<Push>): boolean {
  const exchange = (this as Uploading)[UPLOAD];
  if (exchange !== undefined) exchange.requestBytes += byteLength(args[0], args[1]);
  return (Object.getPrototypeOf(this) as IncomingMessage).push.apply(this, args);
}

function countingWrite(this: ServerResponse, ...args: Parameters<Write>): boolean {
  const write: Write = (Object.getPrototypeOf(this) as ServerResponse).write;
  const exchange = exchangeOf(this);
  if (exchange !== undefined) exchange.responseBytes += byteLength(args[0], args[1]);
  return write.apply(this, args);
}

function countingEnd(this: ServerResponse, ...args: Parameters<End>): ServerResponse {
  const end: End = (Object.getPrototypeOf(this) as ServerResponse).end;
  const exchange = exchangeOf(this);
  // `end` after `end` writes nothing.
  const counts = exchange !== undefined && !this.writableEnded;
  const before = exchange?.responseBytes;
  const result = end.apply<ServerResponse, Parameters<End>, ServerResponse>(this, args);
  // The `end` of HTTP/2 and of simulated responses goes through `write`, which has counted it.
  if (counts && exchange.responseBytes === before) {
    exchange.responseBytes += byteLength(args[0], args[1]);
  }
  return result;
}

function byteLength(chunk: unknown, encoding: unknown): number {
  if (typeof chunk === "string") {
    return Buffer.byteLength(
      chunk,
      typeof encoding === "string" ? (encoding as BufferEncoding) : "utf8",
    );
  }
  return chunk instanceof Uint8Array ? chunk.byteLength : 0;
}
