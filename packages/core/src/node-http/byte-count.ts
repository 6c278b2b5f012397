import type { IncomingMessage, ServerResponse } from "node:http";

/** Body bytes seen of one exchange. */
export interface ByteCount {
  request: number;
  response: number;
  /** Whether every response write passes the counter: false when something else wrapped the response before it. */
  responseCounted: boolean;
}

const BYTES: unique symbol = Symbol("peek.bytes");

interface Counted {
  [BYTES]?: ByteCount | undefined;
}

type Write = ServerResponse["write"];
type End = ServerResponse["end"];
type Push = IncomingMessage["push"];

/**
 * Counts what the parser delivers, without reading the stream: a `data` listener would start it. Requests without a
 * body are left alone.
 */
export function countRequestBytes(incoming: IncomingMessage, bytes: ByteCount): void {
  const { headers } = incoming;
  if (headers["transfer-encoding"] === undefined && !(Number(headers["content-length"]) > 0))
    return;
  (incoming as Counted)[BYTES] = bytes;
  if (!Object.hasOwn(incoming, "push")) incoming.push = countingPush;
}

/**
 * Counts what is written below the app: what compression in the app writes passes here compressed, as long as this
 * wraps first.
 */
export function countResponseBytes(outgoing: ServerResponse, bytes: ByteCount): void {
  bytes.responseCounted = !Object.hasOwn(outgoing, "write") && !Object.hasOwn(outgoing, "end");
  if (!bytes.responseCounted) return;
  (outgoing as Counted)[BYTES] = bytes;
  outgoing.write = countingWrite as Write;
  outgoing.end = countingEnd as End;
}

function countingPush(this: IncomingMessage, ...args: Parameters<Push>): boolean {
  const bytes = (this as Counted)[BYTES];
  if (bytes !== undefined) bytes.request += byteLength(args[0], args[1]);
  return (Object.getPrototypeOf(this) as IncomingMessage).push.apply(this, args);
}

function countingWrite(this: ServerResponse, ...args: Parameters<Write>): boolean {
  const write: Write = (Object.getPrototypeOf(this) as ServerResponse).write;
  count(this, args[0], args[1]);
  return write.apply(this, args);
}

function countingEnd(this: ServerResponse, ...args: Parameters<End>): ServerResponse {
  const end: End = (Object.getPrototypeOf(this) as ServerResponse).end;
  const bytes = (this as Counted)[BYTES];
  // `end` after `end` writes nothing.
  if (bytes === undefined || this.writableEnded)
    return end.apply<ServerResponse, Parameters<End>, ServerResponse>(this, args);
  const before = bytes.response;
  const result = end.apply<ServerResponse, Parameters<End>, ServerResponse>(this, args);
  // The `end` of HTTP/2 and of simulated responses goes through `write`, which has counted it.
  if (bytes.response === before) count(this, args[0], args[1]);
  return result;
}

function count(outgoing: ServerResponse, chunk: unknown, encoding: unknown): void {
  const bytes = (outgoing as Counted)[BYTES];
  if (bytes !== undefined) bytes.response += byteLength(chunk, encoding);
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
