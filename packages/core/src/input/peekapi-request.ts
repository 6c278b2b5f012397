import type { Diagnostic } from "@peekjs/protocol";
import type { RequestInput } from "../client/peek.ts";

/** Said once when a product call was such a request. */
export const TRACKED_REQUEST: Diagnostic = {
  code: "PEEK_W_TRACK_REQUEST",
  detail:
    "track() was given a request in PeekAPI's manner and recorded it. Call recordRequest({ method, path, status, durationMs }) instead.",
};

/** PeekAPI's names for the fields of a request, and peek's. */
const FIELDS = {
  method: "method",
  path: "path",
  status_code: "status",
  response_time_ms: "durationMs",
  request_size: "requestBytes",
  response_size: "responseBytes",
  consumer_id: "consumer",
  metadata: "metadata",
  timestamp: "timestamp",
} as const;

/** The request that a call in PeekAPI's manner means; undefined for a product event. Never throws. */
export function readPeekApiRequest(input: unknown): RequestInput | undefined {
  try {
    const source = input as Record<string, unknown>;
    const isEvent = source["event"] !== undefined || source["status_code"] === undefined;
    if (isEvent || typeof source["method"] !== "string") return undefined;
    const request: Record<string, unknown> = { durationMs: 0 };
    for (const [theirs, ours] of Object.entries(FIELDS)) {
      if (source[theirs] !== undefined) request[ours] = source[theirs];
    }
    return request as unknown as RequestInput;
  } catch {
    return undefined;
  }
}
