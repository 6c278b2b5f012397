import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { markFirst } from "./answered-past.ts";
import { watchEnd } from "./ended-here.ts";
import { isCutOff } from "./ending.ts";
import type { Exchange } from "./exchange.ts";
import { reportExchange } from "./report-end.ts";
import { onStart, type ServerMessage, started } from "./started.ts";

/** Under this key a connection holds its exchanges, oldest first; all copies of this package use it. */
const EXCHANGES: unique symbol = Symbol.for("peek.connection.v2") as never;

/** Undefined on a connection that has had none, null when none is under way. */
type Connection = Socket & { [EXCHANGES]?: Exchange | null };

/** Told of a response that no adapter observed. */
type TellUnseen = (incoming: IncomingMessage, outgoing: ServerResponse) => void;

const UNSEEN: unique symbol = Symbol("peek.unseen");

type WatchedServer = Server & { [UNSEEN]?: TellUnseen[] };

let subscribed = false;

const COPIES: unique symbol = Symbol.for("peek.copies.v1") as never;

/** Each copy of this package is told when a response finishes; the first takes its exchange off the connection. */
const copies: { count: number; told: ServerResponse | undefined } = ((
  globalThis as { [COPIES]?: typeof copies }
)[COPIES] ??= { count: 0, told: undefined });

/**
 * Learns from Node itself when responses finish. A listener on each response would cost more, and microseconds where a
 * framework changed its prototype.
 */
export function subscribeToServers(): void {
  if (subscribed) return;
  subscribed = true;
  copies.count++;
  // Not imported: adapters that also run on the edge bundle this module.
  const diagnostics = process.getBuiltinModule?.("node:diagnostics_channel");
  diagnostics?.subscribe("http.server.request.start", onStart);
  diagnostics?.subscribe("http.server.response.finish", onFinish);
}

/** Tells of each response of a server that no adapter observed. */
export function watchUnseen(server: WatchedServer, tell: TellUnseen): void {
  subscribeToServers();
  const others = server[UNSEEN];
  if (others !== undefined) others.push(tell);
  else Object.defineProperty(server, UNSEEN, { value: [tell] });
}

/** Keeps an exchange on its connection until it ends. */
export function attachToConnection(exchange: Exchange, socket: Connection): void {
  const first = socket[EXCHANGES];
  if (first === undefined) {
    // Not enumerable: whoever prints a socket does not see it.
    Object.defineProperty(socket, EXCHANGES, { value: exchange, writable: true });
    socket.on("close", onConnectionClose);
    watchEnd(socket);
    markFirst(exchange);
  } else if (first === null) {
    socket[EXCHANGES] = exchange;
  } else {
    let last = first;
    while (last.later !== undefined) last = last.later;
    last.later = exchange;
  }
}

/** The exchange of a request, or of a response to it, which is under way on a connection. */
export function exchangeOnConnection(
  socket: Connection | null | undefined,
  message: IncomingMessage | ServerResponse,
  incoming: IncomingMessage,
): Exchange | undefined {
  let exchange = socket?.[EXCHANGES];
  while (exchange != null && exchange.outgoing !== message && exchange.incoming !== incoming) {
    exchange = exchange.later;
  }
  return exchange ?? undefined;
}

function onFinish(message: unknown): void {
  try {
    finish(message as ServerMessage);
  } catch {
    // What a subscriber throws would end the process: others may publish here what they like.
  }
}

function finish({ request, response, server, socket }: ServerMessage): void {
  const connection = socket as Connection;
  let previous: Exchange | undefined;
  let exchange = connection[EXCHANGES];
  while (exchange != null && exchange.outgoing !== response) {
    previous = exchange;
    exchange = exchange.later;
  }
  if (exchange == null && copies.told !== response) {
    for (const tell of (server as WatchedServer)[UNSEEN] ?? []) tell(request, response);
  }
  if (started.outgoing === response) started.outgoing = undefined;
  if (exchange == null || isCutOff(exchange)) return;
  if (previous === undefined) connection[EXCHANGES] = exchange.later ?? null;
  else previous.later = exchange.later;
  if (copies.count > 1) copies.told = response;
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
