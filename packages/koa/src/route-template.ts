import type { Context } from "koa";

/** A route or a middleware of a router, which has no methods. */
interface Layer {
  readonly path: unknown;
  readonly methods: readonly string[];
}

/** What a router says on the context. */
interface Matched {
  readonly _matchedRoute?: unknown;
  readonly matched?: readonly Layer[];
  readonly routerPath?: unknown;
}

/** The template that @koa/router matched, prefixes included. */
export function routeTemplate(context: Context): string | undefined {
  const matched = matchedPath(context);
  if (matched instanceof RegExp) return String(matched);
  if (typeof matched !== "string") return undefined;
  const template = withoutRest(matched);
  const { mountPath } = context as { mountPath?: string };
  return mountPath === undefined ? template : mountPrefix(context, mountPath, template) + template;
}

/** Before version 9, which does not say what it calls either, a router tells of a middleware that is behind the route. */
function matchedPath(context: Context): unknown {
  const { _matchedRoute: last, routerPath } = context as Matched;
  if (last === undefined || routerPath !== undefined) return last;
  const { matched, method } = context as Matched & Context;
  return matched?.findLast(({ methods }) => methods.includes(method))?.path ?? last;
}

/**
 * A middleware of a router with a prefix is registered at `/prefix(?:\/|$)`, one with parameters in the prefix at
 * `/prefix/:zone{/*rest}`, before @koa/router 14 at `/prefix([^/]*)`.
 */
function withoutRest(matched: string): string {
  const last = matched.at(-1);
  // Of each request: the expression is spared nearly all.
  if (last !== "}" && last !== ")") return matched;
  return matched.replace(/(?:\{\/\*\w+\}|\(\?:\\\/\|\$\)|\(\[\^\/\]\*\))$/, "/*");
}

/**
 * What koa-mount took from the path before the router saw it: fixed text, parameters are not possible. Of mounts in
 * mounts the context keeps the innermost, so the outer ones are what is left of the path in front of the template.
 */
function mountPrefix({ originalUrl }: Context, mountPath: string, template: string): string {
  const path = originalUrl.replace(/\?.*$/s, "");
  if (/[*{(]/.test(template)) return prefixOfAnyDepth(path, mountPath, template);
  const given = path.replace(/\/$/, "").split("/");
  const depth = template.replace(/\/$/, "").split("/").length - 1;
  const prefix = given.slice(0, given.length - depth).join("/");
  // A route of the outer app, reached through a mount that passed the request on.
  return prefix.endsWith(mountPath) ? prefix : "";
}

/**
 * The same of a template that fits paths of several depths: up to the first place where the mount's path is followed by
 * what the template begins with. Whatever else fits lies behind it, so that nothing of the caller's is in the prefix.
 */
function prefixOfAnyDepth(path: string, mountPath: string, template: string): string {
  const fixed = /^[^*{(:]*/.exec(template)![0].replace(/\/$/, "") || "/";
  // Routers, unlike mounts, make no difference between upper and lower case.
  const at = `${path}/`.toLowerCase().indexOf((mountPath + fixed).toLowerCase());
  return at < 0 ? "" : path.slice(0, at + mountPath.length);
}
