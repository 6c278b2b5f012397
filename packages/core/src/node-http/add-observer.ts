import type { Mount } from "../adapter/mount.ts";
import { now } from "../time/clock.ts";
import { collectBodies } from "./collect-bodies.ts";
import type { Exchange, Observer } from "./exchange.ts";

/** Has another mount observe an exchange; undefined when one for the same client does already. */
export function addObserver(
  exchange: Exchange,
  mount: Mount<unknown>,
  request: unknown,
): Exchange | undefined {
  let last: Observer = exchange;
  let observer: Observer | undefined = exchange;
  while (observer !== undefined) {
    if (observer.mount.client === mount.client) {
      if (!takeOver(observer, mount, request)) return undefined;
      if (mount.details !== undefined) collectBodies(exchange, mount.details);
      return exchange;
    }
    last = observer;
    observer = observer.nextObserver;
  }
  const { method } = exchange;
  const startedAt = now();
  const neighbours = { olderRunning: undefined, newerRunning: undefined, isRunning: false };
  last.nextObserver = { mount, request, method, startedAt, nextObserver: undefined, ...neighbours };
  mount.running.add(last.nextObserver);
  if (mount.details !== undefined) collectBodies(exchange, mount.details);
  return exchange;
}

/** Puts a framework's mount in the place of one of the server below. Any other second one for a client is a mistake. */
function takeOver(observer: Observer, mount: Mount<unknown>, request: unknown): boolean {
  if (mount.adapter.isBelowFrameworks || !observer.mount.adapter.isBelowFrameworks) {
    // Apps hand a request to themselves, or to their server, once more.
    if (observer.mount !== mount) mount.diagnoseDouble();
    return false;
  }
  observer.mount.running.remove(observer);
  observer.mount = mount;
  observer.request = request;
  mount.running.add(observer);
  return true;
}
