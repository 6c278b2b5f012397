import type { IncomingMessage, ServerResponse } from "node:http";
import type { Mount } from "../adapter/mount.ts";
import type { RunningRequest } from "../adapter/running-requests.ts";
import { addObserver } from "./add-observer.ts";
import { collectBodies } from "./collect-bodies.ts";
import { attachToConnection } from "./connection.ts";
import { findOnConnection } from "./connection-exchanges.ts";
import { createExchange, readRequest } from "./create-exchange.ts";
import type { Exchange } from "./exchange.ts";
import { exchangeOf } from "./find-exchange.ts";
import { countRequestBytes } from "./request-counter.ts";
import { countResponseBytes } from "./response-counter.ts";
import { listenToResponse } from "./response-listeners.ts";
import { subscribeToServers } from "./server-channels.ts";
import { started } from "./started.ts";

/**
 * Observes a request until its response ends, and reports it once. Counts what is written; arguments, return values
 * and callbacks of `write` and `end` are the response's own. Never throws.
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
    const start = started?.outgoing === outgoing ? started : undefined;
    const known =
      start === undefined
        ? (exchangeOf(outgoing) ?? exchangeOf(incoming))
        : findOnConnection(start.socket, outgoing, incoming);
    if (known !== undefined) return addObserver(known, mount as Mount<unknown>, request);
    const exchange = createExchange(
      mount as Mount<unknown>,
      request,
      incoming,
      start ?? readRequest(incoming, outgoing),
    );
    if (start !== undefined) start.startedAt = undefined;
    subscribeToServers();
    if (start?.socket?.destroyed === false) attachToConnection(exchange, start.socket);
    else if (!listenToResponse(exchange)) return undefined;
    if (start !== undefined) start.exchange = exchange;
    mount.running.add(exchange as RunningRequest<FrameworkRequest>);
    countRequestBytes(exchange);
    countResponseBytes(exchange);
    if (mount.details !== undefined) collectBodies(exchange, mount.details);
    return exchange;
  } catch (error) {
    mount.client.trouble(error);
    return undefined;
  }
}
