import type { MiddlewareHandler } from "hono";
import type { IngestContext, CollectorEnv } from "../context.ts";
import { foreignOrigin, isLoopback } from "../http/host-guard.ts";

/** How long, in seconds, a browser may remember what a preflight said. */
const MAX_AGE = "900";

/**
 * Lets pages of other origins send events, as their vendors' endpoints do. Keys in a page are public, nothing is
 * answered that a page must not know, and no cookie is looked at. Where no key is needed, only pages of this computer
 * may.
 */
export function crossOrigin({ options }: IngestContext): MiddlewareHandler<CollectorEnv> {
  const configured = new Set(options.allowedHosts?.map((host) => host.toLowerCase()));
  const origins = options.allowedOrigins && new Set(options.allowedOrigins);
  const isAllowed = (origin: string): boolean => {
    if (origins) return origins.has(origin) || origins.has("*");
    if (options.mode === "production") return true;
    const host = /^https?:\/\/([^/]+)$/i.exec(origin)?.[1]?.toLowerCase();
    return host !== undefined && (isLoopback(host) || configured.has(host));
  };

  return async (context, next) => {
    const origin = context.req.header("origin");
    if (origin === undefined) {
      const site = context.req.header("sec-fetch-site");
      if (options.mode !== "production" && !origins?.has("*") && site === "cross-site") {
        throw foreignOrigin("of another site");
      }
      return next();
    }
    if (!isAllowed(origin)) throw foreignOrigin("of this origin");
    const isPreflight =
      context.req.method === "OPTIONS" &&
      context.req.header("access-control-request-method") !== undefined;
    if (isPreflight) {
      context.res = new Response(null, { status: 204 });
      const wanted = context.req.header("access-control-request-headers") ?? "";
      if (/^[\w\-, ]{1,1000}$/.test(wanted)) {
        context.header("Access-Control-Allow-Headers", wanted);
      }
      context.header("Access-Control-Allow-Methods", "GET, POST, OPTIONS");
      context.header("Access-Control-Max-Age", MAX_AGE);
    } else await next();
    // Beacons are sent with credentials, for which browsers take no wildcard.
    context.header("Access-Control-Allow-Origin", origin);
    context.header("Access-Control-Allow-Credentials", "true");
    context.header("Vary", "Origin", { append: true });
    return undefined;
  };
}
