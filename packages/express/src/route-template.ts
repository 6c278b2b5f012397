import type { Request } from "express";

/** The matched route's template with its mount prefix. */
export function routeTemplate(request: Request): string | undefined {
  const path: unknown = request.route?.path;
  return typeof path === "string" ? `${request.baseUrl}${path}` : undefined;
}
