import type { EventEmitter } from "node:events";

type Listener = (...args: any[]) => void;

/**
 * Calls a listener of each event before the app's own, for as long as the app has one: a server that is listened to
 * for an upgrade, for example, behaves otherwise than one that is not.
 */
export function listenFirst(
  emitter: EventEmitter,
  listeners: Readonly<Record<string, Listener>>,
): void {
  const own = new Map<unknown, Listener>(Object.entries(listeners));
  for (const [event, listener] of Object.entries(listeners)) {
    if (emitter.listenerCount(event) > 0) emitter.prependListener(event, listener);
  }
  emitter.on("newListener", (event: string, added: unknown) => {
    const listener = own.get(event);
    if (listener === undefined || added === listener || isOn(event, listener)) return;
    emitter.prependListener(event, listener);
  });
  emitter.on("removeListener", (event: string) => {
    const listener = own.get(event);
    if (listener !== undefined && emitter.listenerCount(event) === 1 && isOn(event, listener)) {
      emitter.removeListener(event, listener);
    }
  });

  function isOn(event: string, listener: Listener): boolean {
    return emitter.listeners(event).includes(listener);
  }
}
