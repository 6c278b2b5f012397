import type { Context } from "koa";

/** The template that @koa/router matched, prefixes included. */
export function routeTemplate(context: Context): string | undefined {
  const matched: unknown = context["_matchedRoute"];
  if (matched instanceof RegExp) return String(matched);
  // A middleware of a router with a prefix is registered at `/prefix{/*rest}`.
  return typeof matched === "string" ? matched.replace(/\{\/\*\w+\}$/, "/*") : undefined;
}
