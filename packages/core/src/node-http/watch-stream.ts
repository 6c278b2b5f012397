import type { ServerHttp2Stream } from "node:http2";
import { countChunk } from "./count-writes.ts";
import { isLeftByClient } from "./ended-by-app.ts";
import type { Exchange } from "./exchange.ts";
import { markClosedByApp, streamOf } from "./http2.ts";
import { isBun } from "./runtime.ts";

type Write = (this: ServerHttp2Stream, ...args: readonly unknown[]) => boolean;
type End = (this: ServerHttp2Stream, ...args: readonly unknown[]) => ServerHttp2Stream;
type Close = ServerHttp2Stream["close"];
type Destroy = ServerHttp2Stream["destroy"];

/**
 * Counts what an app writes on the stream of HTTP/2 itself, and notes that it closes that: a client's reset leaves the
 * same traces.
 */
export function watchStream(exchange: Exchange): void {
  const stream = streamOf(exchange.outgoing);
  if (stream === undefined) return;
  const { close } = stream;
  const write = stream.write as Write;
  stream.write = function (this: ServerHttp2Stream, ...args: Parameters<Write>): boolean {
    const result = write.apply(this, args);
    // What the response writes is counted there.
    if (!exchange.writing && !exchange.ended) countChunk(exchange, args);
    return result;
  } as ServerHttp2Stream["write"];
  const end = stream.end as End;
  stream.end = function (this: ServerHttp2Stream, ...args: Parameters<End>): ServerHttp2Stream {
    // What the app ends by itself, or sends a file on, had more than was counted. Node ends what was broken off.
    if (!exchange.writing && !stream.closed && !stream.aborted) exchange.counter = "none";
    return end.apply(this, args);
  } as ServerHttp2Stream["end"];
  stream.close = function (this: ServerHttp2Stream, ...args: Parameters<Close>): void {
    const isByApp = !stream.closed && !isConnectionLeft(stream);
    close.apply(this, args);
    if (isByApp) markClosedByApp(stream);
  };
  if (isBun) watchDestroy(stream);
}

/** On Bun, what the app destroys ends in good order, too. What Bun itself destroys is closed by then. */
function watchDestroy(stream: ServerHttp2Stream): void {
  const { destroy } = stream;
  stream.destroy = function (this: ServerHttp2Stream, ...args: Parameters<Destroy>) {
    if (stream.state.localClose === 0 && !isConnectionLeft(stream)) markClosedByApp(stream);
    return destroy.apply(this, args);
  };
}

/** Node, too, closes the streams of a connection that is lost. */
function isConnectionLeft({ session }: ServerHttp2Stream): boolean {
  try {
    return session !== undefined && isLeftByClient(session.socket, session.socket.errored);
  } catch {
    // ERR_HTTP2_SOCKET_UNBOUND
    return false;
  }
}
