import type { ServerHttp2Stream } from "node:http2";
import { countChunk } from "./count-writes.ts";
import { isLeftByClient } from "./ended-by-app.ts";
import type { Exchange } from "./exchange.ts";
import { markClosedByApp, streamOf } from "./http2.ts";

type Write = (this: ServerHttp2Stream, ...args: readonly unknown[]) => boolean;
type Close = ServerHttp2Stream["close"];

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
  stream.close = function (this: ServerHttp2Stream, ...args: Parameters<Close>): void {
    const isByApp = !stream.closed && !isConnectionLeft(stream);
    close.apply(this, args);
    if (isByApp) markClosedByApp(stream);
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
