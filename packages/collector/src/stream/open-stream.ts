import type { Context } from "hono";
import type { CollectorContext } from "../context.ts";
import { HttpProblem } from "../http/problem.ts";
import { Parameters } from "../read/parameters.ts";
import { FILTER_PARAMETERS, readFilter } from "../read/read-filter.ts";

/** `GET /peek/v1/stream` */
export function openStream(context: Context, { live, closed }: CollectorContext): Response {
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
  return new Response(live.open(filter, context.req.header("last-event-id")), { headers });
}
