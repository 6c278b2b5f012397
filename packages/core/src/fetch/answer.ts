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
  /** A copy of a handshake: Deno's requests tell nothing more once a WebSocket has taken them. */
  readonly told: Request;
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
    told: toBeTold(raw),
    method: raw.method,
    startedAt: now(),
    watch: mount.details?.watch(raw),
  };
  mount.running?.add(running);
  return running;
}

/** A copy of a handshake; the request itself where it is none, or what the app put in its place cannot say so. */
function toBeTold(raw: Request): Request {
  try {
    if (raw.method === "GET" && raw.headers.get("sec-websocket-key")) return raw.clone();
  } catch {
    // Frameworks serve objects with no more than a method and a URL.
  }
  return raw;
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
    const { request, raw, told, method, startedAt, watch } = running;
    mount.client.observed?.delete(raw);
    const header = (name: string): string | undefined => told.headers.get(name) ?? undefined;
    // So handlers answer where the server takes a WebSocket over by itself, as Bun and @hono/node-server do.
    const isTaken = told !== raw && !error && !response?.body && (response?.status ?? 200) === 200;
    const status = isTaken ? 101 : response?.status;
    const hasNoBody = method === "HEAD" || status === 204 || status === 304 || status! < 200;
    const ending: Ending<FrameworkRequest> = {
      request,
      method,
      target: told.url.replace(/^\w+:\/\/[^/]*/, ""),
      route: mount.routeOf(request),
      status,
      outcome: status === 101 ? "upgrade" : "completed",
      startedAt,
      durationMs: now() - startedAt,
      requestBytes: told.body === null ? 0 : size(told.headers),
      responseBytes: response && (hasNoBody ? 0 : size(response.headers)),
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
    if (seen) waitUntil?.(seen);
    else end();
  } catch (failure) {
    mount.client.trouble(failure);
  }
}

function size(headers: Headers): number | undefined {
  const length = headers.get("content-length");
  return length ? Number(length) : undefined;
}
