import type { IncomingMessage, ServerResponse } from "node:http";
import type { Mount } from "../adapter/mount.ts";
import { countRequestBytes, countResponseBytes } from "./byte-count.ts";
import { attach, type Exchange, exchangeOf, type Observer } from "./exchange.ts";
import { reportEnd } from "./report-end.ts";

/** Taken at import, before a test or the app replaces the clock. */
const clock = performance;
const now = clock.now;

/**
 * Observes a request until its response closes, and reports it once. Adds two listeners to the response and counts
 * what is written; arguments, return values and callbacks of `write` and `end` are the response's own. Never throws.
 *
 * @param request the framework's own request, for the app's `identifyConsumer` and the adapter's `routeOf`
 * @returns what is known of the request; undefined when the same client observes it already, or is off
 */
export function observe<FrameworkRequest>(
  mount: Mount<FrameworkRequest>,
  request: FrameworkRequest,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Exchange | undefined {
  try {
    if (!mount.isActive()) return undefined;
    const known = exchangeOf(outgoing);
    if (known !== undefined && isObservedFor(mount, known)) {
      mount.diagnoseDouble();
      return undefined;
    }
    const observer = {
      mount,
      request,
      startedAt: now.call(clock),
      next: known?.observer,
    } as Observer;
    if (known !== undefined) {
      known.observer = observer;
      return known;
    }
    const exchange: Exchange = {
      incoming,
      target: (incoming as { originalUrl?: string }).originalUrl ?? incoming.url ?? "",
      requestBytes: 0,
      responseBytes: 0,
      responseCounted: false,
      finished: false,
      reported: false,
      error: undefined,
      consumer: undefined,
      notes: undefined,
      observer,
    };
    attach(outgoing, exchange);
    countRequestBytes(exchange, incoming);
    countResponseBytes(exchange, outgoing);
    outgoing.on("finish", onFinish);
    outgoing.on("close", onClose);
    return exchange;
  } catch (error) {
    mount.client.trouble(error);
    return undefined;
  }
}

function isObservedFor(mount: { client: unknown }, { observer }: Exchange): boolean {
  for (let next: Observer | undefined = observer; next !== undefined; next = next.next) {
    if (next.mount.client === mount.client) return true;
  }
  return false;
}

function onFinish(this: ServerResponse): void {
  const exchange = exchangeOf(this);
  if (exchange !== undefined) exchange.finished = true;
}

function onClose(this: ServerResponse): void {
  const endedAt = now.call(clock);
  const exchange = exchangeOf(this);
  if (exchange === undefined || exchange.reported) return;
  exchange.reported = true;
  for (let next: Observer | undefined = exchange.observer; next !== undefined; next = next.next) {
    reportEnd(next, exchange, this, endedAt);
  }
}
