import type { MiddlewareHandler } from "hono";

const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self' data:",
  "font-src 'none'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "require-trusted-types-for 'script'",
].join("; ");

const COMMON: readonly (readonly [name: string, value: string])[] = [
  ["X-Content-Type-Options", "nosniff"],
  ["Referrer-Policy", "no-referrer"],
  ["Cross-Origin-Opener-Policy", "same-origin"],
  ["Cross-Origin-Resource-Policy", "same-origin"],
  ["Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"],
];

/** Puts `Peek-Version` and the protective headers on every answer, and the content security policy on pages. */
export function securityHeaders(version: string): MiddlewareHandler {
  return async (context, next) => {
    await next();
    const { headers } = context.res;
    headers.set("Peek-Version", version);
    for (const [name, value] of COMMON) headers.set(name, value);
    if (headers.has("access-control-allow-origin")) {
      headers.set("Cross-Origin-Resource-Policy", "cross-origin");
    }
    if (headers.get("content-type")?.startsWith("text/html") === true) {
      headers.set("Content-Security-Policy", PAGE_POLICY);
    }
    if (context.req.url.startsWith("https:")) {
      headers.set("Strict-Transport-Security", "max-age=31536000");
    }
  };
}
