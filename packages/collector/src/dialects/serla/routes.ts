import type { Context } from "hono";
import { bearerToken } from "../../auth/sent-key.ts";
import type { IngestContext, CollectorEnv } from "../../context.ts";
import { HttpProblem } from "../../http/problem.ts";
import { authenticate } from "../authenticate.ts";
import type { DialectRoute } from "../dialect-route.ts";
import { identify } from "./identify.ts";
import { ingestBatch, ingestEvent } from "./ingest-events.ts";
import { ingestError, ingestGeneration } from "./reports.ts";

/** `GET /api/v1/flags`: none is defined here, so that a client falls back to what the app gives it. */
async function flags(context: Context<CollectorEnv>, collector: IngestContext): Promise<Response> {
  await authenticate(collector, bearerToken(context));
  return context.json({ flags: {} }, 200, {
    "cache-control": "private, max-age=30",
    vary: "Authorization",
  });
}

/**
 * `POST /api/v1/recordings`: not kept. A page must be able to read that it is refused: its client throws a part of a
 * recording away over a 404, and sends it again every ten seconds over an answer that it cannot read.
 */
function refuseRecording(): never {
  throw new HttpProblem(404, "PEEK_E_NOT_FOUND", "Session recordings are not kept here.");
}

export const SERLA_ROUTES: readonly DialectRoute[] = [
  { method: "POST", paths: ["/api/v1/events"], handle: ingestEvent },
  { method: "POST", paths: ["/api/v1/events/batch"], handle: ingestBatch },
  { method: "POST", paths: ["/api/v1/identify"], handle: identify },
  { method: "POST", paths: ["/api/v1/errors"], handle: ingestError },
  { method: "POST", paths: ["/api/v1/llm"], handle: ingestGeneration },
  { method: "GET", paths: ["/api/v1/flags"], handle: flags },
  { method: "POST", paths: ["/api/v1/recordings"], handle: refuseRecording },
];
