import type { Socket } from "node:net";

/** Under this key a connection keeps whether the app ended it before the client; all copies of this package use it. */
const ENDED_HERE: unique symbol = Symbol.for("peek.ended-here.v1") as never;

type Connection = Socket & { [ENDED_HERE]?: boolean };

/** Has a connection remember which side ended it first: a client that is told of the end ends its own side too. */
export function watchEnd(socket: Connection): void {
  // Simulated requests have something else in this place.
  if (typeof socket.once !== "function" || ENDED_HERE in socket) return;
  Object.defineProperty(socket, ENDED_HERE, { value: false, writable: true });
  socket.once("finish", onFinish);
}

/** Node, too, ends its side of a connection as soon as the client has ended the other. */
function onFinish(this: Connection): void {
  this[ENDED_HERE] = !this.readableEnded;
}

/** Whether the app ended a watched connection, and the client had not. */
export function isEndedByApp(socket: Connection | undefined): boolean {
  return socket?.[ENDED_HERE] === true;
}
