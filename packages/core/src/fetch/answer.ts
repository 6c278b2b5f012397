import { now } from "../time/clock.ts";
import type { CommonMount } from "../adapter/common-mount.ts";
import type { FetchWatch } from "../adapter/details.ts";
import type { Ending } from "../adapter/ending.ts";
import type { RunningRequest } from "../adapter/running-requests.ts";
import type { WaitUntil } from "../serverless/wait-until.ts";
import { rememberedConsumer } from "./consumers.ts";

/** A request that a fetch handler is about to answer. */
export interface WatchedRequest<FrameworkRequest> extends RunningRequest<FrameworkRequest> {
  readonly raw: Request;
  /** A copy of a WebSocket's handshake: on Deno the request itself cannot be read once a WebSocket has taken it. */
  readonly handshake?: Request | undefined;
  /** Undefined where the mount reports no details. */
  readonly watch: FetchWatch | undefined;
  /** To be called once the request is answered: what its server tells better than the answer. */
  readonly settle?: (answered: Answered) => Partial<Ending<FrameworkRequest>>;
}

/** A request that a fetch handler has answered. */
export interface Answered {
  /** Of an app that threw instead, or returned something else, there is none to be seen; in isolates it may be anything. */
  readonly response: Partial<Response> | undefined;
  readonly error?: unknown;
  readonly waitUntil?: WaitUntil | undefined;
}

/**
 * Reports a request where no server shows how its response ends. On edge runtimes clocks move only with input and
 * output: a duration of 0 is the truth for a pure computation. Never throws.
 */
export function reportAnswer<FrameworkRequest>(
  mount: CommonMount<FrameworkRequest>,
  running: WatchedRequest<FrameworkRequest>,
  answered: Answered,
): void {
  try {
    const { request, raw, handshake: readable = raw, method, startedAt, watch } = running;
    mount.client.observed?.delete(raw);
    const settled = running.settle?.(answered);
    const { response, error, waitUntil } = answered;
    const status = response?.status;
    const header = (name: string): string | undefined => readable.headers?.get(name) ?? undefined;
    const hasNoBody = method === "HEAD" || status === 101 || status === 204 || status === 304;
    const ending: Ending<FrameworkRequest> = {
      request,
      method,
      target: readable.url.replace(/^\w+:\/\/[^/]*|#.+/g, ""),
      route: mount.routeOf(request, status),
      status,
      outcome: status === 101 ? "upgrade" : "completed",
      startedAt,
      durationMs: now() - startedAt,
      responseBytes: response && (hasNoBody ? 0 : size(response.headers?.get("content-length"))),
      // Deno reads the whole body, and keeps the connection, where it is only asked whether there is one.
      requestBytes:
        size(header("content-length")) ??
        (header("transfer-encoding") || readable.body ? undefined : 0),
      error: error ?? mount.errorOf(request),
      traceparent: header("traceparent"),
      apiKey: header("x-api-key"),
      authorization: header("authorization"),
      consumer: rememberedConsumer(raw, request),
      exchange: watch,
      userAgent: header("user-agent"),
      ...settled,
    };
    const end = (): void => {
      mount.report(ending);
      if (waitUntil) mount.client.deliverWithin(waitUntil);
    };
    const seen = watch?.answered(response)?.then(end);
    if (seen) waitUntil?.(seen);
    else end();
  } catch (failure) {
    mount.client.trouble(failure);
  }
}

function size(length: string | null | undefined): number | undefined {
  return length ? Number(length) : undefined;
}
