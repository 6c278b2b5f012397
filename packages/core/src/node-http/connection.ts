import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { Exchange } from "./exchange.ts";
import { reportExchange } from "./report-end.ts";

/** Under this key a connection holds its exchanges, oldest first; all copies of this package use it. */
const EXCHANGES: unique symbol = Symbol.for("peek.connection.v1") as never;

/** Undefined on a connection that has had none, null when none is under way. */
type Connection = Socket & { [EXCHANGES]?: Exchange | null };

/** Told of a response that no adapter observed. */
type TellUnseen = (incoming: IncomingMessage, outgoing: ServerResponse) => void;

const UNSEEN: unique symbol = Symbol("peek.unseen");

interface ServerMessage {
  request: IncomingMessage;
  response: ServerResponse;
  socket: Connection;
  server: { [UNSEEN]?: TellUnseen | undefined };
}

/** The response whose request a server of Node's `http` started last: it will be on the channel of finished ones. */
let started: ServerResponse | undefined;
let subscribed = false;

/**
 * Learns from Node itself when responses finish. A listener on each response would cost more, and microseconds where a
 * framework changed its prototype.
 */
export function subscribeToServers(): void {
  if (subscribed) return;
  subscribed = true;
  // Not imported: adapters that also run on the edge bundle this module.
  const diagnostics = process.getBuiltinModule?.("node:diagnostics_channel");
  diagnostics?.subscribe("http.server.request.start", onStart);
  diagnostics?.subscribe("http.server.response.finish", onFinish);
}

/** Tells once of a response of the same server that no adapter observed. */
export function watchUnseen(incoming: IncomingMessage, tell: TellUnseen): void {
  const { server } = incoming.socket as { server?: ServerMessage["server"] };
  if (server !== undefined) Object.defineProperty(server, UNSEEN, { value: tell, writable: true });
}

/** Whether a response belongs to the request that Node started last: it is kept on its connection, if at all. */
export function isStarted(outgoing: ServerResponse): boolean {
  return outgoing === started;
}

/** Keeps an exchange on its connection until it ends; false where Node would not tell of the end. */
export function attachToConnection(exchange: Exchange): boolean {
  if (!isStarted(exchange.outgoing)) return false;
  const socket = exchange.incoming.socket as Connection;
  const first = socket[EXCHANGES];
  if (first === undefined) {
    // Not enumerable: whoever prints a socket does not see it.
    Object.defineProperty(socket, EXCHANGES, { value: exchange, writable: true });
    socket.on("close", onConnectionClose);
  } else if (first === null) {
    socket[EXCHANGES] = exchange;
  } else {
    let last = first;
    while (last.later !== undefined) last = last.later;
    last.later = exchange;
  }
  return true;
}

/** The exchange of a response that is under way on its connection. */
export function exchangeOnConnection(outgoing: ServerResponse): Exchange | undefined {
  const { req: incoming } = outgoing as { req?: IncomingMessage };
  // The socket of HTTP/2 is a proxy that may throw.
  if (incoming?.httpVersionMajor !== 1) return undefined;
  let exchange = (incoming.socket as Connection | undefined)?.[EXCHANGES];
  while (exchange != null && exchange.outgoing !== outgoing) exchange = exchange.later;
  return exchange ?? undefined;
}

function onStart(message: unknown): void {
  started = (message as ServerMessage).response;
}

function onFinish(message: unknown): void {
  const { request, response, server, socket } = message as ServerMessage;
  let previous: Exchange | undefined;
  let exchange = socket[EXCHANGES];
  while (exchange != null && exchange.outgoing !== response) {
    previous = exchange;
    exchange = exchange.later;
  }
  if (exchange == null) {
    server[UNSEEN]?.(request, response);
    return;
  }
  if (previous === undefined) socket[EXCHANGES] = exchange.later ?? null;
  else previous.later = exchange.later;
  exchange.finished = true;
  reportExchange(exchange);
}

function onConnectionClose(this: Connection): void {
  let exchange = this[EXCHANGES];
  this[EXCHANGES] = null;
  while (exchange != null) {
    const { later } = exchange;
    reportExchange(exchange);
    exchange = later;
  }
}
