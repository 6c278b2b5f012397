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
  for (let next: Observer | undefined = exchange; next !== undefined; next = next.next) {
    if (next.mount.client === mount.client) {
      if (!takeOver(next, mount, request)) return undefined;
      if (mount.details !== undefined) collectBodies(exchange, mount.details);
      return exchange;
    }
    last = next;
  }
  const { method } = exchange;
  const startedAt = now();
  const neighbours = { older: undefined, newer: undefined, isRunning: false };
  last.next = { mount, request, method, startedAt, next: undefined, ...neighbours };
  mount.running.add(last.next);
  if (mount.details !== undefined) collectBodies(exchange, mount.details);
  return exchange;
}

/** Puts a framework's mount in the place of one below it. Any other second one for a client is a mistake. */
function takeOver(observer: Observer, mount: Mount<unknown>, request: unknown): boolean {
  if (mount.adapter.isBelowFrameworks || !observer.mount.adapter.isBelowFrameworks) {
    mount.diagnoseDouble();
    return false;
  }
  observer.mount.running.remove(observer);
  observer.mount = mount;
  observer.request = request;
  mount.running.add(observer);
  return true;
}
