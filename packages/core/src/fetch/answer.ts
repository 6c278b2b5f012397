import { now } from "../clock.ts";
import type { ConsumerIdentity } from "../options/options.ts";
import type { FetchWatch } from "../adapter/details.ts";
import type { Ending } from "../adapter/ending.ts";
import type { Mount } from "../adapter/mount.ts";
import type { RunningRequest } from "../adapter/running-requests.ts";

/** A mount that, in an isolate, does not tell which requests are running. */
type FetchMount<FrameworkRequest> = Pick<
  Mount<FrameworkRequest>,
  "client" | "details" | "errorOf" | "report" | "routeOf"
> &
  Partial<Pick<Mount<FrameworkRequest>, "running">>;

/** A request that a fetch handler is about to answer. */
interface WatchedRequest<FrameworkRequest> extends RunningRequest<FrameworkRequest> {
  readonly raw: Request;
  /** Undefined where the mount reports no details. */
  readonly watch: FetchWatch | undefined;
}

/** A request that a fetch handler has answered. */
export interface Answered {
  /** Of an app that threw instead, or returned something else, there is none to be seen. */
  response: Response | undefined;
  error?: unknown;
  consumer?: ConsumerIdentity;
  waitUntil?: ((promise: Promise<unknown>) => void) | undefined;
}

/** Counts a request among those that run, until it is reported. */
export function begin<FrameworkRequest>(
  mount: FetchMount<FrameworkRequest>,
  request: FrameworkRequest,
  raw: Request,
): WatchedRequest<FrameworkRequest> {
  const running = {
    request,
    raw,
    method: raw.method,
    startedAt: now(),
    watch: mount.details?.watch(raw),
  };
  mount.running?.add(running);
  return running;
}

/**
 * Reports a request where no server shows how its response ends. On edge runtimes clocks move only with input and
 * output: a duration of 0 is the truth for a pure computation. Never throws.
 */
export function reportAnswer<FrameworkRequest>(
  mount: FetchMount<FrameworkRequest>,
  running: WatchedRequest<FrameworkRequest>,
  { response, error, consumer, waitUntil }: Answered,
): void {
  try {
    mount.running?.remove(running);
    const { request, raw, method, startedAt, watch } = running;
    mount.client.observed?.delete(raw);
    const header = (name: string): string | undefined => raw.headers.get(name) ?? undefined;
    const isHandshake = method === "GET" && header("sec-websocket-key");
    const status = isHandshake && !error && isEmpty(response) ? 101 : response?.status;
    const ending: Ending<FrameworkRequest> = {
      request,
      method,
      target: raw.url.replace(/^\w+:\/\/[^/]*/, ""),
      route: mount.routeOf(request),
      status,
      outcome: status === 101 ? "upgrade" : "completed",
      startedAt,
      durationMs: now() - startedAt,
      requestBytes: raw.body === null ? 0 : size(header("content-length")),
      responseBytes:
        response &&
        (hasNoBody(method, response) ? 0 : size(response.headers.get("content-length"))),
      error: error ?? mount.errorOf(request),
      consumer,
      apiKey: header("x-api-key"),
      authorization: header("authorization"),
      traceparent: header("traceparent"),
      userAgent: header("user-agent"),
      exchange: watch,
    };
    const end = (): void => {
      mount.report(ending);
      if (waitUntil) mount.client.deliverWithin(waitUntil);
    };
    const seen = watch?.answered(response)?.then(end);
    if (seen === undefined) end();
    else waitUntil?.(seen);
  } catch (failure) {
    mount.client.trouble(failure);
  }
}

/** So handlers answer where the server takes a WebSocket over by itself, as Bun and @hono/node-server do. */
function isEmpty(response: Response | undefined): boolean {
  return !response || (response.status === 200 && !response.body);
}

function hasNoBody(method: string, { status }: Response): boolean {
  return method === "HEAD" || status === 204 || status === 304 || status < 200;
}

function size(contentLength: string | null | undefined): number | undefined {
  return contentLength ? Number(contentLength) : undefined;
}
