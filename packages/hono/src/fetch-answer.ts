import type { ConsumerIdentity, Mount } from "@peekjs/core/adapter";

/** What can be seen of an answer without touching its body. */
export interface Answer {
  status: number;
  contentLength: string | null;
}

/** A request that a fetch handler has answered. */
export interface Answered<FrameworkRequest> {
  request: FrameworkRequest;
  raw: Request;
  startedAt: number;
  /** Undefined when the app threw instead. */
  answer: Answer | undefined;
  error?: unknown;
  consumer?: ConsumerIdentity;
  waitUntil?: ((promise: Promise<unknown>) => void) | undefined;
}

/** On edge runtimes clocks move only with input and output: 0 is the truth for a pure computation. */
export function now(): number {
  return performance.now();
}

export function answerOf({ status, headers }: Response): Answer {
  return { status, contentLength: headers.get("content-length") };
}

/** Reports a request where no server shows how its response ends. Never throws. */
export function reportAnswer<FrameworkRequest>(
  mount: Mount<FrameworkRequest>,
  { request, raw, startedAt, answer, error, consumer, waitUntil }: Answered<FrameworkRequest>,
): void {
  try {
    const { adapter, client } = mount;
    const { headers } = raw;
    const status = answer?.status;
    mount.report({
      request,
      method: raw.method,
      target: targetOf(raw.url),
      route: mount.routeOf(request),
      status,
      outcome: status === 101 ? "upgrade" : "completed",
      startedAt,
      durationMs: now() - startedAt,
      ttfbMs: undefined,
      handlerMs: undefined,
      requestBytes: raw.body === null ? 0 : size(headers.get("content-length")),
      responseBytes: answer === undefined ? undefined : responseBytesOf(raw.method, answer),
      protocol: undefined,
      error: error ?? adapter.errorOf?.(request),
      consumer,
      apiKey: headers.get("x-api-key") ?? undefined,
      authorization: headers.get("authorization") ?? undefined,
      traceparent: headers.get("traceparent") ?? undefined,
      userAgent: headers.get("user-agent") ?? undefined,
    });
    if (waitUntil !== undefined) client.deliverWithin(waitUntil);
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
