import { now } from "../clock.ts";
import type { ConsumerIdentity } from "../options/options.ts";
import type { FetchWatch } from "../adapter/details.ts";
import { isResponse } from "./is-response.ts";
import type { Ending } from "../adapter/ending.ts";
import type { Mount } from "../adapter/mount.ts";
import type { RunningRequest } from "../adapter/running-requests.ts";

/** What can be seen of an answer without touching its body. */
interface Answer {
  status: number;
  contentLength: string | null;
}

/** A request that a fetch handler is about to answer. */
interface WatchedRequest<FrameworkRequest> extends RunningRequest<FrameworkRequest> {
  /** Undefined where the mount reports no details. */
  readonly watch: FetchWatch | undefined;
}

/** A request that a fetch handler has answered. */
export interface Answered<FrameworkRequest> {
  running: WatchedRequest<FrameworkRequest>;
  raw: Request;
  /** Of an app that threw instead, or returned something else, there is none to be seen. */
  response: unknown;
  error?: unknown;
  consumer?: ConsumerIdentity;
  waitUntil?: ((promise: Promise<unknown>) => void) | undefined;
}

/** Counts a request among those that run, until it is reported. */
export function begin<FrameworkRequest>(
  mount: Mount<FrameworkRequest>,
  request: FrameworkRequest,
  raw: Request,
): WatchedRequest<FrameworkRequest> {
  const running = {
    request,
    method: raw.method,
    startedAt: now(),
    older: undefined,
    newer: undefined,
    isRunning: false,
    watch: mount.details?.watch(raw),
  };
  mount.running.add(running);
  return running;
}

function answerOf(response: unknown): Answer | undefined {
  if (!isResponse(response)) return undefined;
  const { status, headers } = response;
  return { status, contentLength: headers.get("content-length") };
}

/**
 * Reports a request where no server shows how its response ends. On edge runtimes clocks move only with input and
 * output: a duration of 0 is the truth for a pure computation. Never throws.
 */
export function reportAnswer<FrameworkRequest>(
  mount: Mount<FrameworkRequest>,
  { running, raw, response, error, consumer, waitUntil }: Answered<FrameworkRequest>,
): void {
  try {
    mount.running.remove(running);
    const { client } = mount;
    const { request, method, startedAt, watch } = running;
    const { headers } = raw;
    const answer = answerOf(response);
    const status = answer?.status;
    const ending: Ending<FrameworkRequest> = {
      request,
      method,
      target: targetOf(raw.url),
      route: mount.routeOf(request),
      status,
      outcome: status === 101 ? "upgrade" : "completed",
      startedAt,
      durationMs: now() - startedAt,
      ttfbMs: undefined,
      handlerMs: undefined,
      requestBytes: raw.body === null ? 0 : size(headers.get("content-length")),
      responseBytes: answer === undefined ? undefined : responseBytesOf(method, answer),
      protocol: undefined,
      error: error ?? mount.errorOf(request),
      consumer,
      apiKey: headers.get("x-api-key") ?? undefined,
      authorization: headers.get("authorization") ?? undefined,
      traceparent: headers.get("traceparent") ?? undefined,
      userAgent: headers.get("user-agent") ?? undefined,
      exchange: watch,
    };
    const end = (): void => {
      mount.report(ending);
      if (waitUntil !== undefined) client.deliverWithin(waitUntil);
    };
    const seen = watch?.answered(response)?.then(end);
    if (seen === undefined) end();
    else waitUntil?.(seen);
  } catch (failure) {
    mount.client.trouble(failure);
  }
}

/** Path and query of an absolute URL. */
function targetOf(url: string): string {
  const path = url.indexOf("/", url.indexOf("//") + 2);
  return path < 0 ? "/" : url.slice(path);
}

function responseBytesOf(method: string, { status, contentLength }: Answer): number | undefined {
  if (method === "HEAD" || status === 204 || status === 304 || status < 200) return 0;
  return size(contentLength);
}

function size(contentLength: string | null): number | undefined {
  return contentLength === null ? undefined : Number(contentLength);
}
