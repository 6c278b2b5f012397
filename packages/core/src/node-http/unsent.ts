import type { EventEmitter } from "node:events";
import type { Socket } from "node:net";
import { UNSENT } from "../adapter/shared-keys.ts";
import { isParserError } from "./parser-error.ts";

/** What Node keeps of a connection while it is open: the length of what the system has not taken. */
interface Handle {
  readonly writeQueueSize?: number;
  /** Of TLS: that of the connection below. */
  readonly _parent?: Handle;
}

type Connection = Socket & { [UNSENT]?: number | undefined; _handle?: Handle | null };

/**
 * Has a connection that does not take all at once remember, when it breaks, how much of what was handed to it has not
 * left: its `bytesWritten` counts a chunk as a whole as soon as that is handed over. Over TLS only that nothing is left.
 */
export function watchUnsent(socket: Connection): void {
  // Simulated requests have something else in this place.
  if (typeof socket.once !== "function" || UNSENT in socket) return;
  Object.defineProperty(socket, UNSENT, { value: undefined, writable: true });
  const { _handle: handle } = socket;
  // Not imported: adapters that also run on the edge bundle this module.
  const events = process.getBuiltinModule?.("node:events");
  if (events === undefined) return;
  // A listener for "error" itself would hide one that the app does not handle.
  (socket as EventEmitter).once(events.errorMonitor, (error: unknown) => {
    if (isEncrypted(socket)) socket[UNSENT] = hasLeft(socket, handle, error) ? 0 : undefined;
    // Runtimes that do as Node does may have a length that is always 0.
    else socket[UNSENT] = handle?.writeQueueSize || undefined;
  });
}

/** A connection that broke for another reason than what the client sent may have dropped what waited. */
function hasLeft(socket: Connection, handle: Handle | null | undefined, error: unknown): boolean {
  return isParserError(error) && isTaken(handle, writableState(socket));
}

/** Whether a connection holds back a part of what was just written. */
export function isHeldBack(socket: Connection, state: WritableState): boolean {
  if (state.length === 0) return false;
  return !isEncrypted(socket) || !isTaken(socket._handle, state);
}

/** Of TLS, which tells later that a write was taken: all of it has left when nothing waits behind it, or below. */
function isTaken(handle: Handle | null | undefined, state: WritableState | undefined): boolean {
  return handle?._parent?.writeQueueSize === 0 && state?.length === state?.writelen;
}

/** What Node keeps of the side of a connection on which it writes. */
interface WritableState {
  readonly length: number;
  /** Of what is being written. */
  readonly writelen: number;
  readonly needDrain: boolean;
  readonly ending: boolean;
  readonly destroyed: boolean;
  readonly errored: Error | null;
}

/** Undefined for what is no stream of Node's. One look-up, where each property of a socket is one of its own. */
export function writableState(socket: Socket | null | undefined): WritableState | undefined {
  return (socket as { _writableState?: WritableState } | null | undefined)?._writableState;
}

/** Whether a connection is one of TLS, of which the length of what has not left is not that of what was written. */
export function isEncrypted(socket: Socket | undefined): boolean {
  return socket !== undefined && "encrypted" in socket;
}

/** Bytes that had not left when a watched connection broke, of TLS only 0; undefined where that is not known. */
export function unsentBytes(socket: Connection | undefined): number | undefined {
  return socket?.[UNSENT];
}
