import type { ServerResponse } from "node:http";
import { httpVersion, outcomeOf, requestBytesOf, responseBytesOf, statusOf } from "./ending.ts";
import type { Observation } from "./observe.ts";

/** Hands an exchange that has closed to its client. Never throws. */
export function reportEnd(
  observation: Observation,
  outgoing: ServerResponse,
  endedAt: number,
): void {
  const { mount, request, incoming, startedAt, bytes } = observation;
  try {
    const { headers } = incoming;
    mount.report({
      request,
      method: incoming.method ?? "",
      target: observation.target,
      route: mount.routeOf(request),
      status: statusOf(outgoing),
      outcome: observation.finished ? "completed" : outcomeOf(incoming, outgoing),
      startedAt,
      durationMs: endedAt - startedAt,
      requestBytes: requestBytesOf(incoming, bytes),
      responseBytes: responseBytesOf(incoming, outgoing, bytes),
      protocol: httpVersion(incoming),
      error: observation.error ?? mount.adapter.errorOf?.(request),
      consumer: observation.consumer,
      apiKey: headers["x-api-key"] as string | undefined,
      authorization: headers.authorization,
      traceparent: headers["traceparent"] as string | undefined,
      userAgent: headers["user-agent"],
    });
  } catch (error) {
    mount.client.trouble(error);
  }
}
