import type { Ending, Forwarded } from "../adapter/ending.ts";
import type { Mount } from "../adapter/mount.ts";
import { now } from "../time/clock.ts";
import { requestBytesOf, responseBytesOf } from "./body-bytes.ts";
import { CapturedNodeExchange } from "./captured-exchange.ts";
import { releaseBodies } from "./collect-bodies.ts";
import type { Exchange, Observer } from "./exchange.ts";
import { isHttp2 } from "./http2.ts";
import { outcomeOf } from "./outcome.ts";
import { isAnsweredInFull, parserRefusal } from "./parser-refusal.ts";
import { markBrokenOff } from "./progress.ts";
import { forgetStarted } from "./started.ts";
import { statusOf } from "./sent-head.ts";
import { isSentInFull } from "./sent-in-full.ts";

/** Hands an exchange that has ended to the clients that observed it. Never throws. */
export function reportExchange(exchange: Exchange): void {
  if (exchange.reported) return;
  const endedAt = (exchange.finished ? exchange.endedAt : undefined) ?? now();
  exchange.reported = true;
  if (!exchange.finished) {
    markBrokenOff(exchange);
    forgetStarted(exchange.outgoing);
    noteWholeAnswer(exchange);
  }
  let observer: Observer | undefined = exchange;
  while (observer !== undefined) {
    report(observer, exchange, endedAt);
    observer = observer.nextObserver;
  }
  releaseBodies(exchange);
}

/** What was broken off may have been answered in full: by the app, or by Node itself, without a body. */
function noteWholeAnswer(exchange: Exchange): void {
  try {
    exchange.finished = isAnsweredInFull(exchange) || isSentInFull(exchange);
    const status = parserRefusal(exchange);
    if (status === undefined) return;
    exchange.status = status;
    exchange.finished = exchange.ended = true;
    exchange.responseBytes = 0;
  } catch (error) {
    exchange.mount.client.trouble(error);
  }
}

function report(observer: Observer, exchange: Exchange, endedAt: number): void {
  const { mount, request, startedAt } = observer;
  try {
    mount.running.remove(observer);
    const { handledAt, headers, headLeftAt, httpVersion } = exchange;
    const status = statusOf(exchange);
    const ending: Ending<unknown> = {
      request,
      method: observer.method,
      target: pathAndQuery(exchange.target),
      route: mount.routeOf(request),
      status,
      outcome: outcomeOf(exchange, status),
      startedAt,
      durationMs: endedAt - startedAt,
      // A head that waited for its turn, or for the end of a tick, may never have left.
      ttfbMs: status !== undefined && headLeftAt! >= 0 ? headLeftAt! - startedAt : undefined,
      handlerMs: handledAt === undefined ? undefined : handledAt - startedAt,
      requestBytes: requestBytesOf(exchange),
      responseBytes: responseBytesOf(exchange, status),
      protocol: isHttp2(httpVersion) ? "2" : httpVersion,
      error: exchange.error ?? mount.errorOf(request),
      consumer: exchange.consumer,
      apiKey: headers["x-api-key"] as string | undefined,
      authorization: headers.authorization,
      traceparent: headers["traceparent"] as string | undefined,
      userAgent: headers["user-agent"],
      peer: exchange.peer,
      forwarded: forwardedOf(exchange, mount, request),
      exchange: mount.details === undefined ? undefined : new CapturedNodeExchange(exchange),
    };
    mount.report(ending);
  } catch (error) {
    mount.client.trouble(error);
  }
}

/** Proxies, and those who ask as if of one, send the whole address, credentials included. */
function pathAndQuery(target: string): string {
  if (target.startsWith("/")) return target;
  const rest = target.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i, "");
  return rest === target || rest.startsWith("/") ? rest : `/${rest}`;
}

/** The client before a proxy, if the framework trusts that one, else the proxy; undefined where there is none. */
function forwardedOf<FrameworkRequest>(
  { headers, peer }: Exchange,
  { adapter, client }: Mount<FrameworkRequest>,
  request: FrameworkRequest,
): Forwarded | undefined {
  const header = headers["x-forwarded-for"] as string | undefined;
  if (header === undefined && headers["x-real-ip"] === undefined) return undefined;
  try {
    return { address: adapter.addressOf?.(request) ?? peer, header };
  } catch (error) {
    client.trouble(error);
    return { address: peer, header };
  }
}
