import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { COPIES } from "../adapter/shared-keys.ts";
import { findByResponse, removeFromConnection } from "./connection-exchanges.ts";
import { isCutOff } from "./outcome.ts";
import { reportExchange } from "./report-exchange.ts";
import { forgetStarted, onStart, type ServerMessage } from "./started.ts";

/** Called with a response that has finished and that no adapter observed. */
type OnUnobserved = (incoming: IncomingMessage, outgoing: ServerResponse) => void;

const FINISHED = "http.server.response.finish";

const UNOBSERVED: unique symbol = Symbol("peek.unobserved");

type WatchedServer = Server & { [UNOBSERVED]?: OnUnobserved[] };

/** How many copies of this package listen, and the response whose exchange the first of them took off its connection. */
interface Copies {
  count: number;
  taken: ServerResponse | undefined;
}

/** Once this copy listens, so that it does not report as unobserved what another has taken. */
let copies: Copies | undefined;

/**
 * Learns from Node itself when responses finish. A listener on each response would cost more, and microseconds where a
 * framework changed its prototype.
 */
export function subscribeToServers(): void {
  if (copies !== undefined) return;
  // Not imported: adapters that also run on the edge bundle this module.
  const diagnostics = process.getBuiltinModule?.("node:diagnostics_channel");
  const finished = (diagnostics?.channel(FINISHED) ?? {}) as { [COPIES]?: Copies };
  copies = finished[COPIES] ??= { count: 0, taken: undefined };
  copies.count++;
  diagnostics?.subscribe("http.server.request.start", onStart);
  diagnostics?.subscribe(FINISHED, onFinish);
}

/** Calls back with each response of a server that no adapter observed. */
export function watchUnobserved(server: WatchedServer, listener: OnUnobserved): void {
  subscribeToServers();
  const others = server[UNOBSERVED];
  if (others !== undefined) others.push(listener);
  else Object.defineProperty(server, UNOBSERVED, { value: [listener] });
}

function onFinish(message: unknown): void {
  try {
    finish(message as ServerMessage);
  } catch {
    // What a subscriber throws would end the process, and anybody may publish on these channels.
  }
}

function finish({ request, response, server, socket }: ServerMessage): void {
  const exchange = findByResponse(socket, response);
  if (exchange === undefined && copies?.taken !== response) {
    for (const listener of (server as WatchedServer)[UNOBSERVED] ?? []) listener(request, response);
  }
  forgetStarted(response);
  if (exchange === undefined || isCutOff(exchange)) return;
  removeFromConnection(exchange, socket);
  if (copies !== undefined && copies.count > 1) copies.taken = response;
  exchange.finished = true;
  reportExchange(exchange);
}
