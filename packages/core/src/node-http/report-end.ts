import type { ServerResponse } from "node:http";
import { httpVersion, outcomeOf, requestBytesOf, responseBytesOf, statusOf } from "./ending.ts";
import type { Exchange, Observer } from "./exchange.ts";

/** Hands an exchange that has closed to a client that observed it. Never throws. */
export function reportEnd(
  { mount, request, startedAt }: Observer,
  exchange: Exchange,
  outgoing: ServerResponse,
  endedAt: number,
): void {
  try {
    const { incoming } = exchange;
    const { headers } = incoming;
    mount.report({
      request,
      method: incoming.method ?? "",
      target: exchange.target,
      route: mount.routeOf(request),
      status: statusOf(outgoing),
      outcome: exchange.finished ? "completed" : outcomeOf(incoming, outgoing),
      startedAt,
      durationMs: endedAt - startedAt,
      requestBytes: requestBytesOf(exchange),
      responseBytes: responseBytesOf(exchange, outgoing),
      protocol: httpVersion(incoming),
      error: exchange.error ?? mount.adapter.errorOf?.(request),
      consumer: exchange.consumer,
      apiKey: headers["x-api-key"] as string | undefined,
      authorization: headers.authorization,
      traceparent: headers["traceparent"] as string | undefined,
      userAgent: headers["user-agent"],
    });
  } catch (error) {
    mount.client.trouble(error);
  }
}
