import type { Context } from "hono";
import { isStillValid } from "../auth/check-key.ts";
import type { CollectorContext, CollectorEnv } from "../context.ts";
import { HttpProblem } from "../http/problem.ts";
import { Parameters } from "../read/parameters.ts";
import { FILTER_PARAMETERS, readFilter } from "../read/read-filter.ts";

/** `GET /peek/v1/stream` */
export function openStream(context: Context<CollectorEnv>, collector: CollectorContext): Response {
  const { live, closed } = collector;
  const filter = readFilter(new Parameters(context.req.url, FILTER_PARAMETERS));
  if (closed || live.full) {
    const why = closed
      ? "The collector is shutting down."
      : "Too many live streams are open. Close a tab that shows live requests.";
    throw new HttpProblem(503, "PEEK_E_STREAMS", why, { headers: { "retry-after": "5" } });
  }
  const headers = {
    "content-type": "text/event-stream; charset=utf-8",
    "cache-control": "no-cache, no-transform",
    "x-accel-buffering": "no",
  };
  if (context.req.raw.method === "HEAD") return new Response(null, { headers });
  const key = context.get("key");
  const mayGoOn = key && (() => isStillValid(key, collector));
  const stream = live.open(filter, mayGoOn, context.req.header("last-event-id"));
  return new Response(stream, { headers });
}
