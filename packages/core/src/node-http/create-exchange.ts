import type { IncomingMessage, ServerResponse } from "node:http";
import type { Mount } from "../adapter/mount.ts";
import { now } from "../time/clock.ts";
import type { Exchange } from "./exchange.ts";
import { emitFoundServer } from "./found-servers.ts";
import { markObserved, type Started } from "./started.ts";

/** What is known of a request at first. All fields, always in one order: V8 then has one shape for all exchanges. */
export function createExchange(
  mount: Mount<unknown>,
  request: unknown,
  incoming: IncomingMessage,
  { outgoing, socket, method, target, httpVersion, headers, startedAt = now() }: Started,
): Exchange {
  if (headers === undefined && socket !== undefined) {
    const server = markObserved(socket);
    if (server !== undefined) emitFoundServer(mount, server);
  }
  return {
    mount,
    request,
    method,
    startedAt,
    nextObserver: undefined,
    olderRunning: undefined,
    newerRunning: undefined,
    isRunning: false,
    incoming,
    outgoing,
    socket,
    httpVersion,
    headers: headers ?? (incoming as Partial<IncomingMessage>).headers ?? {},
    target,
    peer: socket?.remoteAddress,
    requestBytes: 0,
    responseBytes: 0,
    counter: "none",
    ended: false,
    isEndLost: false,
    status: undefined,
    isBuffered: false,
    writing: false,
    requestBody: undefined,
    responseBody: undefined,
    bytesBeforeHead: undefined,
    bytesAtRest: undefined,
    bytesAtStall: undefined,
    headLeftAt: undefined,
    endedAt: undefined,
    handledAt: undefined,
    error: undefined,
    consumer: undefined,
    finished: false,
    reported: false,
    nextOnConnection: undefined,
  };
}

/** Reads of a request what {@link started} holds of one that its server has just started. */
export function readRequest(incoming: IncomingMessage, outgoing: ServerResponse): Started {
  return {
    outgoing,
    socket: (incoming as Partial<IncomingMessage>).socket,
    method: incoming.method ?? "",
    target: (incoming as { originalUrl?: string }).originalUrl ?? incoming.url ?? "",
    httpVersion: incoming.httpVersion,
    headers: incoming.headers,
    startedAt: undefined,
    exchange: undefined,
  };
}
