import type { Socket } from "node:net";
import { ENDED_BY_APP } from "../adapter/shared-keys.ts";
import { codeOf } from "./error-code.ts";

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

/** Whether the client ended its side of a connection, but where the server lets it, or broke the connection off. */
export function isLeftByClient(socket: ServerSocket | undefined): boolean {
  if (socket?.readableEnded === true && socket.server?.httpAllowHalfOpen !== true) return true;
  const code = codeOf(socket?.errored);
  return code === "ECONNRESET" || code === "EPIPE";
}

/** Whether the app ended a watched connection, and the client had not. */
export function isEndedByApp(socket: Connection | undefined): boolean {
  return socket?.[ENDED_BY_APP] === true;
}
