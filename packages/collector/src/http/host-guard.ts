import type { MiddlewareHandler } from "hono";
import { HttpProblem } from "./problem.ts";

const LOOPBACK = ["localhost", "127.0.0.1", "[::1]"];

/** What {@link hostGuard} lets through. */
export interface HostGuardOptions {
  /** Further host names, with or without port. */
  allowedHosts: readonly string[];
  /** Whether any `Host` is accepted that is not listed: only where every request needs a key. */
  anyHost: boolean;
  /** Paths that pages of other origins may use: what guards them checks the origin itself. */
  isCrossOrigin: (path: string) => boolean;
}

/**
 * Keeps other web pages out. Without it, a page anywhere could reach a collector on this computer by letting its own
 * name resolve to 127.0.0.1 (DNS rebinding), or simply by sending requests to localhost.
 *
 * - `Host` must be a name of this computer or one that was configured.
 * - `Origin`, when a browser sends it, must be that of the request itself or of a configured host.
 * - `Sec-Fetch-Site`, on API paths, must not be `cross-site` or `same-site`.
 */
export function hostGuard({
  allowedHosts,
  anyHost,
  isCrossOrigin,
}: HostGuardOptions): MiddlewareHandler {
  const configured = new Set(allowedHosts.map((host) => host.toLowerCase()));
  const isConfigured = (host: string): boolean =>
    configured.has(host) || configured.has(withoutPort(host));
  const isKnown = (host: string): boolean => isLoopback(host) || isConfigured(host);

  return async (context, next) => {
    const host = (context.req.header("host") ?? new URL(context.req.url).host).toLowerCase();
    if (!anyHost && !isKnown(host)) {
      throw new HttpProblem(
        403,
        "PEEK_E_HOST",
        `The host "${printable(host)}" is not one of this collector's. Use http://localhost, or allow the host.`,
      );
    }
    if (isCrossOrigin(context.req.path)) return next();
    const origin = context.req.header("origin");
    if (origin !== undefined && !isOwnOrigin(origin, host, isConfigured)) {
      throw foreignOrigin(`from the origin "${printable(origin)}"`);
    }
    const site = context.req.header("sec-fetch-site");
    if (site !== undefined && site !== "same-origin" && site !== "none") {
      const isPage = context.req.header("sec-fetch-mode") === "navigate";
      if (!isPage || isApiPath(context.req.path)) throw foreignOrigin("of another site");
    }
    return next();
  };
}

/** Whether a host, with or without port, is this computer. */
export function isLoopback(host: string): boolean {
  return LOOPBACK.includes(withoutPort(host));
}

/** Whether a path belongs to an API rather than to a page. */
export function isApiPath(path: string): boolean {
  return path.startsWith("/v1/") || path.startsWith("/api/v1/") || path.startsWith("/peek/");
}

function isOwnOrigin(
  origin: string,
  host: string,
  isConfigured: (host: string) => boolean,
): boolean {
  const match = /^https?:\/\/([^/]+)$/i.exec(origin);
  const originHost = match?.[1]?.toLowerCase();
  return originHost !== undefined && (originHost === host || isConfigured(originHost));
}

function withoutPort(host: string): string {
  return host.replace(/:\d*$/, "").replace(/\.$/, "");
}

export function foreignOrigin(whose: string): HttpProblem {
  return new HttpProblem(
    403,
    "PEEK_E_ORIGIN",
    `A page ${whose} may not use this collector. Open the collector's own page, or allow the origin's host.`,
  );
}

function printable(text: string): string {
  return text.slice(0, 100).replace(/[^\x20-\x7e]/g, "?");
}
