import type { CommonMount } from "../adapter/common-mount.ts";
import { now } from "../time/clock.ts";
import type { WatchedRequest } from "./answer.ts";

/** Begins a request in an isolate, where nothing but the answer shows how it ends. */
export function begin<FrameworkRequest>(
  mount: CommonMount<FrameworkRequest>,
  request: FrameworkRequest,
  raw: Request,
): WatchedRequest<FrameworkRequest> {
  return {
    request,
    raw,
    method: raw.method,
    startedAt: now(),
    watch: mount.details?.watch(raw),
  };
}
