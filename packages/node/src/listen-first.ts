import type { EventEmitter } from "node:events";

type Listener = (...args: any[]) => void;

/**
 * Calls a function of each event before the app's listeners, where it has any. It is no listener itself: what is built on
 * a server asks how many there are, takes them over, and refuses upgrades only where it is the only one.
 */
export function listenFirst(
  emitter: EventEmitter,
  functions: Readonly<Record<string, Listener>>,
): void {
  const first = new Map<unknown, Listener>(Object.entries(functions));
  const own = Object.hasOwn(emitter, "emit") ? emitter.emit : undefined;
  const emit: EventEmitter["emit"] = function (this: EventEmitter, event, ...args) {
    const listener = first.get(event);
    if (listener !== undefined && this.listenerCount(event) > 0) listener(...args);
    // Others may wrap that of the prototype later.
    const next = own ?? (Object.getPrototypeOf(emitter) as EventEmitter).emit;
    return next.call(this, event, ...args);
  };
  Object.defineProperty(emitter, "emit", { value: emit, writable: true, configurable: true });
}
