import type { EventEmitter } from "node:events";
import type { Socket } from "node:net";

/** Under this key a connection that broke keeps how many of its bytes had not left; all copies of this package use it. */
const UNSENT: unique symbol = Symbol.for("peek.unsent.v1") as never;

/** What Node keeps of a connection while it is open: the length of what the system has not taken. */
interface Handle {
  readonly writeQueueSize?: number;
}

type Connection = Socket & { [UNSENT]?: number | undefined; _handle?: Handle | null };

/**
 * Has a connection that does not take all at once remember, when it breaks, how much of what was handed to it has not
 * left: its `bytesWritten` counts a chunk as a whole as soon as that is handed over.
 */
export function watchUnsent(socket: Connection): void {
  if (UNSENT in socket || isEncrypted(socket)) return;
  Object.defineProperty(socket, UNSENT, { value: undefined, writable: true });
  const { _handle: handle } = socket;
  // Not imported: adapters that also run on the edge bundle this module.
  const events = process.getBuiltinModule?.("node:events");
  if (events === undefined) return;
  // A listener for "error" itself would hide one that the app does not handle.
  (socket as EventEmitter).once(events.errorMonitor, () => {
    // Runtimes that do as Node does may have a length that is always 0.
    socket[UNSENT] = handle?.writeQueueSize || undefined;
  });
}

/** What Node keeps of the side of a connection on which it writes. */
interface WritableState {
  readonly length: number;
  readonly needDrain: boolean;
  readonly ending: boolean;
  readonly destroyed: boolean;
}

/** Undefined for what is no stream of Node's. One look-up, where each property of a socket is one of its own. */
export function writableState(socket: Socket | null | undefined): WritableState | undefined {
  return (socket as { _writableState?: WritableState } | null | undefined)?._writableState;
}

/** Whether a connection is one of TLS, of which the length of what has not left is not that of what was written. */
export function isEncrypted(socket: Socket | undefined): boolean {
  return socket !== undefined && "encrypted" in socket;
}

/** Bytes that had not left when a watched connection broke; undefined where that is not known. */
export function unsentBytes(socket: Connection | undefined): number | undefined {
  return socket?.[UNSENT];
}
