import type { Socket } from "node:net";
import { ENDED_BY_APP } from "../adapter/shared-keys.ts";
import { codeOf } from "./error-code.ts";
import type { Exchange } from "./exchange.ts";
import { hasLeftInMidBody } from "./parser-error.ts";
import { isBun } from "./runtime.ts";
import { writableState } from "./unsent.ts";

/** Where connections may stay half open, a client that has ended its side still waits for the answer. */
type ServerSocket = Socket & { readonly server?: { readonly httpAllowHalfOpen?: boolean } };

type Connection = Socket & { [ENDED_BY_APP]?: boolean };

/** Has a connection remember which side ended it first: a client that is told of the end ends its own side too. */
export function watchEndByApp(socket: Connection): void {
  // Simulated requests have something else in this place.
  if (typeof socket.once !== "function" || ENDED_BY_APP in socket) return;
  Object.defineProperty(socket, ENDED_BY_APP, { value: false, writable: true });
  socket.once("finish", onFinish);
}

/** Node, too, ends its side of a connection as soon as the client has ended the other. */
function onFinish(this: Connection): void {
  this[ENDED_BY_APP] = !this.readableEnded;
}

/**
 * What the connection of an exchange broke with; undefined where the app broke it off, with an error of its own: that of
 * an upstream looks as if it were of this connection.
 */
export function connectionError({ incoming, outgoing, socket }: Exchange): unknown {
  const error: unknown = socket?.errored;
  return error === outgoing.errored || error === incoming.errored ? undefined : error;
}

/**
 * Whether the client ended its side of a connection, but where the server lets it, or broke the connection off.
 *
 * @param error what the connection broke with
 */
export function isLeftByClient(socket: ServerSocket | undefined, error: unknown): boolean {
  if (hasClientEnded(socket) && socket?.server?.httpAllowHalfOpen !== true) return true;
  const code = codeOf(error);
  // On Bun, the end of the client's side in mid-body is that error alone.
  return code === "ECONNRESET" || code === "EPIPE" || hasLeftInMidBody(error);
}

/**
 * Of what the client has ended, Node ends its own side too. On Bun, the connections that its server of HTTP/2 has, unlike
 * the others, end their client's side also when the app destroys them.
 */
function hasClientEnded(socket: ServerSocket | undefined): boolean {
  if (socket?.readableEnded !== true) return false;
  return !isBun || !("alpnProtocol" in socket) || writableState(socket)?.ending === true;
}

/** Whether the app ended a watched connection, and the client had not. */
export function isEndedByApp(socket: Connection | undefined): boolean {
  return socket?.[ENDED_BY_APP] === true;
}
