import type { IncomingMessage, ServerResponse } from "node:http";
import type { Mount } from "../adapter/mount.ts";
import { now } from "../time/clock.ts";
import type { Exchange } from "./exchange.ts";
import { foundServer } from "./found-servers.ts";
import { observeServer, type Started } from "./started.ts";

/** All fields in one order, also those of which nothing is known yet: V8 then has one shape for all exchanges. */
export function createExchange(
  mount: Mount<unknown>,
  request: unknown,
  incoming: IncomingMessage,
  { outgoing, socket, method, target, httpVersion, headers, startedAt = now() }: Started,
): Exchange {
  if (headers === undefined && socket !== undefined) {
    const server = observeServer(socket);
    if (server !== undefined) foundServer(mount, server);
  }
  return {
    mount,
    request,
    method,
    startedAt,
    next: undefined,
    older: undefined,
    newer: undefined,
    isRunning: false,
    incoming,
    outgoing: outgoing!,
    socket,
    httpVersion,
    headers: headers ?? (incoming as Partial<IncomingMessage>).headers ?? {},
    target,
    peer: socket?.remoteAddress,
    requestBytes: 0,
    responseBytes: 0,
    counter: "none",
    ended: false,
    status: undefined,
    isPending: false,
    writing: false,
    requestBody: undefined,
    responseBody: undefined,
    bytesBefore: undefined,
    backlog: undefined,
    headLeftAt: undefined,
    handledAt: undefined,
    error: undefined,
    consumer: undefined,
    finished: false,
    reported: false,
    later: undefined,
  };
}

/** What {@link started} says of others, for requests of which no server told. */
export function readRequest(incoming: IncomingMessage, outgoing: ServerResponse): Started {
  return {
    outgoing,
    socket: (incoming as Partial<IncomingMessage>).socket,
    method: incoming.method ?? "",
    target: (incoming as { originalUrl?: string }).originalUrl ?? incoming.url ?? "",
    httpVersion: incoming.httpVersion,
    headers: incoming.headers,
    startedAt: undefined,
  };
}
