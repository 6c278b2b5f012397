import type { Context } from "hono";
import type { Scope } from "./auth/authorize.ts";
import type { CollectorContext, CollectorEnv } from "./context.ts";
import { ingestNative } from "./ingest/ingest-native.ts";
import { deadLetters, destinations, redrive } from "./read/destinations.ts";
import { completeness } from "./read/completeness.ts";
import { exportUser } from "./read/export-user.ts";
import { healthz, readyz } from "./read/health.ts";
import { productEventCounts, productEvents } from "./read/product-events.ts";
import { requests, services, timeseries, top } from "./read/queries.ts";
import { sessions, sessionSummary, sessionTimeline } from "./read/sessions.ts";
import { status } from "./read/status.ts";
import { eraseUser, user, userTimeline } from "./read/users.ts";
import { openStream } from "./stream/open-stream.ts";

/** One endpoint, and who may use it. */
export interface Route {
  method: "GET" | "POST" | "DELETE";
  path: string;
  scope: Scope;
  handle: (
    context: Context<CollectorEnv>,
    collector: CollectorContext,
  ) => Response | Promise<Response>;
}

/** Every endpoint of a collector's own, beside those of other vendors' dialects; what is in neither is a page, an asset or nothing. */
export const ROUTES: readonly Route[] = [
  { method: "POST", path: "/v1/ingest", scope: "ingest", handle: ingestNative },
  { method: "GET", path: "/peek/v1/timeseries", scope: "read", handle: timeseries },
  { method: "GET", path: "/peek/v1/top", scope: "read", handle: top },
  { method: "GET", path: "/peek/v1/requests", scope: "read", handle: requests },
  { method: "GET", path: "/peek/v1/services", scope: "read", handle: services },
  { method: "GET", path: "/peek/v1/completeness", scope: "read", handle: completeness },
  { method: "GET", path: "/peek/v1/events", scope: "read", handle: productEvents },
  { method: "GET", path: "/peek/v1/events/counts", scope: "read", handle: productEventCounts },
  { method: "GET", path: "/peek/v1/sessions", scope: "read", handle: sessions },
  { method: "GET", path: "/peek/v1/sessions/summary", scope: "read", handle: sessionSummary },
  { method: "GET", path: "/peek/v1/sessions/timeline", scope: "read", handle: sessionTimeline },
  { method: "GET", path: "/peek/v1/users", scope: "read", handle: user },
  { method: "DELETE", path: "/peek/v1/users", scope: "admin", handle: eraseUser },
  { method: "GET", path: "/peek/v1/users/timeline", scope: "read", handle: userTimeline },
  { method: "GET", path: "/peek/v1/users/export", scope: "read", handle: exportUser },
  { method: "GET", path: "/peek/v1/destinations", scope: "read", handle: destinations },
  {
    method: "GET",
    path: "/peek/v1/destinations/dead-letters",
    scope: "read",
    handle: deadLetters,
  },
  { method: "POST", path: "/peek/v1/destinations/redrive", scope: "admin", handle: redrive },
  { method: "GET", path: "/peek/v1/status", scope: "read", handle: status },
  { method: "GET", path: "/peek/v1/stream", scope: "read", handle: openStream },
  { method: "GET", path: "/healthz", scope: "public", handle: healthz },
  { method: "GET", path: "/readyz", scope: "public", handle: readyz },
];
