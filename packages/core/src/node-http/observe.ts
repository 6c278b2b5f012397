import type { IncomingMessage, ServerResponse } from "node:http";
import type { Mount } from "../adapter/mount.ts";
import type { RunningRequest } from "../adapter/running-requests.ts";
import { markFirst } from "./answered-past.ts";
import { collectBodies } from "./ended-exchange.ts";
import { countResponseBytes } from "./response-bytes.ts";
import { now } from "../time/clock.ts";
import { attachToConnection, exchangeOnConnection, subscribeToServers } from "./connection.ts";
import { attachDetached, began, type Exchange, exchangeOf, type Observer } from "./exchange.ts";
import { watchEnd } from "./ended-here.ts";
import { isCutOff } from "./ending.ts";
import { foundServer } from "./found-servers.ts";
import { http2End, isHttp2 } from "./http2.ts";
import { progressOf } from "./late.ts";
import { isOfServer } from "./refusal.ts";
import { reportExchange } from "./report-end.ts";
import { countRequestBytes } from "./request-bytes.ts";
import { observeServer, type Started, started } from "./started.ts";
import { watchUpgrade } from "./upgrade.ts";

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
    const isStarted = started.outgoing === outgoing;
    const known = isStarted
      ? exchangeOnConnection(started.socket, outgoing, incoming)
      : (exchangeOf(outgoing) ?? exchangeOf(incoming));
    if (known !== undefined) return observeAlso(known, mount as Mount<unknown>, request);
    const exchange = createExchange(
      mount as Mount<unknown>,
      request,
      incoming,
      isStarted ? started : readRequest(incoming, outgoing),
    );
    if (isStarted) started.startedAt = undefined;
    subscribeToServers();
    if (isStarted && !started.socket!.destroyed) attachToConnection(exchange, started.socket!);
    else if (!listen(exchange)) return undefined;
    mount.running.add(exchange as RunningRequest<FrameworkRequest>);
    began(exchange);
    countRequestBytes(exchange);
    countResponseBytes(exchange);
    if (mount.details !== undefined) collectBodies(exchange, mount.details);
    return exchange;
  } catch (error) {
    mount.client.trouble(error);
    return undefined;
  }
}

function createExchange(
  mount: Mount<unknown>,
  request: unknown,
  incoming: IncomingMessage,
  { outgoing, socket, method, target, httpVersion, headers, startedAt = now() }: Started,
): Exchange {
  if (headers === undefined && socket !== undefined) {
    const server = observeServer(socket);
    if (server !== undefined) foundServer(mount, server);
  }
  return {
    mount,
    request,
    method,
    startedAt,
    next: undefined,
    older: undefined,
    newer: undefined,
    isRunning: false,
    incoming,
    outgoing: outgoing!,
    socket,
    httpVersion,
    headers: headers ?? (incoming as Partial<IncomingMessage>).headers ?? {},
    target,
    peer: socket?.remoteAddress,
    requestBytes: 0,
    responseBytes: 0,
    counter: "none",
    ended: false,
    status: undefined,
    isPending: false,
    writing: false,
    requestBody: undefined,
    responseBody: undefined,
    bytesBefore: undefined,
    backlog: undefined,
    headLeftAt: undefined,
    handledAt: undefined,
    error: undefined,
    consumer: undefined,
    finished: false,
    reported: false,
    later: undefined,
  };
}

/** For requests of which no server tells. */
function readRequest(incoming: IncomingMessage, outgoing: ServerResponse): Started {
  return {
    outgoing,
    socket: (incoming as Partial<IncomingMessage>).socket,
    method: incoming.method ?? "",
    target: (incoming as { originalUrl?: string }).originalUrl ?? incoming.url ?? "",
    httpVersion: incoming.httpVersion,
    headers: incoming.headers,
    startedAt: undefined,
  };
}

/** Reports a request that was answered in full and that no adapter has observed. Never throws. */
export function reportUnseen(
  mount: Mount<undefined>,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  startedAt: number,
): void {
  const read = { ...readRequest(incoming, outgoing), startedAt };
  const exchange = createExchange(mount as Mount<unknown>, undefined, incoming, read);
  exchange.finished = true;
  if (isOfServer(incoming, outgoing)) {
    exchange.counter = "own";
    exchange.ended = true;
  }
  reportExchange(exchange);
}

/** Has another mount observe an exchange; undefined when one for the same client does already. */
function observeAlso(
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

/**
 * For responses of which no server tells: HTTP/2, simulated ones, the first of a process, those behind a proxy, those
 * that an app makes for upgrades.
 *
 * @returns false where there is nothing to listen for: a response that has ended, or tells of nothing
 */
function listen(exchange: Exchange): boolean {
  const { httpVersion, incoming, outgoing, socket } = exchange;
  if (typeof (outgoing as Partial<ServerResponse>).on !== "function") return false;
  const progress = progressOf(exchange);
  if (progress === "broken off") reportExchange(exchange);
  if (progress !== "open") return false;
  attachDetached(exchange);
  if (socket != null && !isHttp2(httpVersion)) {
    watchEnd(socket);
    if (socket.bytesWritten === 0) markFirst(exchange);
  }
  if ((incoming as { upgrade?: boolean }).upgrade === true) {
    watchUpgrade(exchange);
    // No response need tell of it.
    socket?.once("close", () => reportExchange(exchange));
  }
  outgoing.on("finish", () => {
    if (isCutOff(exchange)) return;
    const end = http2End(exchange);
    exchange.finished = end === undefined || end === "complete";
    // Simulated responses may never close.
    if (end === undefined) reportExchange(exchange);
  });
  outgoing.on("close", () => {
    if (isSimulated(outgoing)) exchange.finished ||= outgoing.writableFinished;
    reportExchange(exchange);
  });
  return true;
}

/** Whether nothing is sent of a response: one of Node's has a head. Some close before they say that they finished. */
function isSimulated(outgoing: ServerResponse): boolean {
  return !("_header" in outgoing) && !("stream" in outgoing);
}
