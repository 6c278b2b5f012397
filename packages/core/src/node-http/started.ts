import type { IncomingHttpHeaders, IncomingMessage, Server, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { OBSERVED_SERVER } from "../adapter/shared-keys.ts";
import { now } from "../time/clock.ts";

/** What Node says on its channels of a request and its response. */
export interface ServerMessage {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly socket: Socket;
  readonly server: Server;
}

/** A request as Node's server starts it, before any code of the app. */
export interface Started {
  outgoing: ServerResponse | undefined;
  socket: Socket | undefined;
  method: string;
  /** Path and query. */
  target: string;
  /** `1.1` */
  httpVersion: string;
  /** Undefined on servers of which no request was observed yet. */
  headers: IncomingHttpHeaders | undefined;
  /** Reading of the clock; undefined where nobody asked for it, and once an adapter has taken it. */
  startedAt: number | undefined;
}

type ObservedServer = Server & { [OBSERVED_SERVER]?: true; [TIMED]?: true };

/** Marks servers of which each request has its start kept until an adapter observes it. */
const TIMED: unique symbol = Symbol("peek.timed-server");

/** When requests began that no adapter had observed by the time when the next one did. */
const startTimes = new WeakMap<ServerResponse, number>();

/**
 * The request that a server of this process started last. Read as soon as it starts, when that is cheap: frameworks
 * that replace the prototype of each request make every property of it a slow look-up in V8.
 */
export const started: Started = {
  outgoing: undefined,
  socket: undefined,
  method: "",
  target: "",
  httpVersion: "",
  headers: undefined,
  startedAt: undefined,
};

/** Listener for Node's channel `http.server.request.start`. */
export function onStart(message: unknown): void {
  try {
    start(message as ServerMessage);
  } catch {
    // What a subscriber throws would end the process, and anybody may publish on these channels.
    started.outgoing = undefined;
  }
}

function start({ request, response, socket, server }: ServerMessage): void {
  if (started.startedAt !== undefined && started.outgoing !== undefined) {
    startTimes.set(started.outgoing, started.startedAt);
  }
  started.outgoing = response;
  started.socket = socket;
  started.method = request.method ?? "";
  started.target = request.url ?? "";
  started.httpVersion = request.httpVersion;
  started.headers =
    (server as ObservedServer)[OBSERVED_SERVER] === true ? request.headers : undefined;
  started.startedAt = (server as ObservedServer)[TIMED] === true ? now() : undefined;
}

/** When a request began that no adapter has observed; undefined where its server is not timed. */
export function startTimeOf(outgoing: ServerResponse): number | undefined {
  return started.outgoing === outgoing ? started.startedAt : startTimes.get(outgoing);
}

/** Has the start of a server's further requests kept. */
export function keepStartTimes(server: Server): void {
  if (!(TIMED in server)) Object.defineProperty(server, TIMED, { value: true });
}

/**
 * Has the headers of a server's further requests read when they start; others build them only where the app asks.
 *
 * @returns the server, if no request of it was observed before
 */
export function markObserved(socket: Socket): Server | undefined {
  const { server } = socket as { server?: ObservedServer };
  if (server === undefined || OBSERVED_SERVER in server) return undefined;
  Object.defineProperty(server, OBSERVED_SERVER, { value: true });
  return server;
}
