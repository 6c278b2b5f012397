import type { IncomingHttpHeaders, IncomingMessage, Server, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { OBSERVED_SERVER } from "../adapter/shared-keys.ts";
import { now } from "../time/clock.ts";
import type { Exchange } from "./exchange.ts";

/** What Node says on its channels of a request and its response. */
export interface ServerMessage {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly socket: Socket;
  readonly server: Server;
}

/** A request as Node's server starts it, before any code of the app. */
export interface Started {
  readonly outgoing: ServerResponse;
  readonly socket: Socket | undefined;
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  /** `1.1` */
  readonly httpVersion: string;
  /** Undefined on servers of which no request was observed yet. */
  readonly headers: IncomingHttpHeaders | undefined;
  /** Reading of the clock; undefined where nobody asked for it, and once an adapter has taken it. */
  startedAt: number | undefined;
  /** Once an adapter observes it. */
  exchange: Exchange | undefined;
}

type ObservedServer = Server & { [OBSERVED_SERVER]?: true; [TIMED]?: true };

/** Marks servers of which each request has its start kept until an adapter observes it. */
const TIMED: unique symbol = Symbol("peek.timed-server");

/** When requests began that no adapter had observed by the time when the next one did. */
const startTimes = new WeakMap<ServerResponse, number>();

/**
 * The request that a server of this process started last, unless it has ended. Read as soon as it starts, when that is
 * cheap: frameworks that replace the prototype of each request make every property of it a slow look-up in V8.
 */
export let started: Started | undefined;

/** Listener for Node's channel `http.server.request.start`. */
export function onStart(message: unknown): void {
  try {
    start(message as ServerMessage);
  } catch {
    // What a subscriber throws would end the process, and anybody may publish on these channels.
    started = undefined;
  }
}

function start({ request, response, socket, server }: ServerMessage): void {
  if (started?.startedAt !== undefined) startTimes.set(started.outgoing, started.startedAt);
  const { [OBSERVED_SERVER]: isObserved, [TIMED]: isTimed } = server as ObservedServer;
  // Always a new object: V8 has to note each reference to a new object that an old one gets.
  started = {
    outgoing: response,
    socket,
    method: request.method ?? "",
    target: request.url ?? "",
    httpVersion: request.httpVersion,
    headers: isObserved === true ? request.headers : undefined,
    startedAt: isTimed === true ? now() : undefined,
    exchange: undefined,
  };
}

/** When a request began that no adapter has observed; undefined where its server is not timed. */
export function startTimeOf(outgoing: ServerResponse): number | undefined {
  return started?.outgoing === outgoing ? started.startedAt : startTimes.get(outgoing);
}

/** Lets go of a request that has ended, if it is the one that started last. */
export function forgetStarted(outgoing: ServerResponse): void {
  if (started?.outgoing === outgoing) started = undefined;
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
