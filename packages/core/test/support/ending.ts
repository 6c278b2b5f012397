import type { Ending } from "../../src/adapter.ts";

/** How a plain request ends that an adapter reports, with the given fields changed. */
export function ending(fields: Partial<Ending<string>> = {}): Ending<string> {
  return {
    request: "/r",
    method: "GET",
    target: "/x?secret=1",
    route: "/r",
    status: 200,
    outcome: "completed",
    startedAt: performance.now(),
    durationMs: 1,
    ttfbMs: undefined,
    handlerMs: undefined,
    requestBytes: 0,
    responseBytes: 0,
    protocol: undefined,
    error: undefined,
    consumer: undefined,
    apiKey: undefined,
    authorization: undefined,
    traceparent: undefined,
    userAgent: undefined,
    ...fields,
  };
}
