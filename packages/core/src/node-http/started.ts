import type { IncomingHttpHeaders, IncomingMessage, Server, ServerResponse } from "node:http";
import type { Socket } from "node:net";

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
}

const OBSERVED: unique symbol = Symbol.for("peek.observed-server.v1") as never;

type ObservedServer = Server & { [OBSERVED]?: true };

/**
 * The request that a server of this process started last. It is read here because it is cheap here: frameworks that
 * replace the prototype of each request make every property of it a slow look-up in V8.
 */
export const started: Started = {
  outgoing: undefined,
  socket: undefined,
  method: "",
  target: "",
  httpVersion: "",
  headers: undefined,
};

/** Listener for Node's channel `http.server.request.start`. */
export function onStart(message: unknown): void {
  try {
    start(message as ServerMessage);
  } catch {
    // What a subscriber throws would end the process: others may publish here what they like.
    started.outgoing = undefined;
  }
}

function start({ request, response, socket, server }: ServerMessage): void {
  started.outgoing = response;
  started.socket = socket;
  started.method = request.method ?? "";
  started.target = request.url ?? "";
  started.httpVersion = request.httpVersion;
  started.headers = (server as ObservedServer)[OBSERVED] === true ? request.headers : undefined;
}

/** Has the headers of a server's further requests read when they start; others build them only where the app asks. */
export function observeServer(socket: Socket): void {
  const { server } = socket as { server?: ObservedServer };
  if (server === undefined || OBSERVED in server) return;
  Object.defineProperty(server, OBSERVED, { value: true });
}
