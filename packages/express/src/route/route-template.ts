import type { Application, Request } from "express";
import { originOfError } from "../hear-errors.ts";
import { findHidden, findInTree, type FoundRoute, type Route } from "./find-route.ts";
import { mountTemplate } from "./mount-template.ts";
import { countSegments, covers, hasParameters, join } from "./pattern.ts";
import { isShared } from "./shared-routes.ts";

/** What was found for a route: more than one where its router is mounted more than once. */
const known = new WeakMap<Route, FoundRoute[]>();

/** The template of what answered a request: of its route, or of the mount inside which a middleware answered. */
export function routeTemplate(request: Request): string | undefined {
  const route = request.route as Route | undefined;
  if (route === undefined) return insideMount(request);
  const before = known.get(route);
  const first = before?.[0];
  const segments = countSegments(baseUrlOf(request)) + countSegments(request.url);
  // Most routes are under no prefix.
  if (first?.prefix === "" && first.segments === segments) return first.template;
  const path = baseUrlOf(request) + pathname(request.url);
  const fitting = before?.find((each) => fits(each, request, path, segments));
  if (fitting !== undefined) return fitting.template;
  // Restify, Moleculer and others give their requests a `route` too, but no app.
  const app = request.app as Application | undefined;
  if (app === undefined) return undefined;
  const result = findInTree(app, route, path) ?? findHidden(app, route, path, mountedAt(request));
  if (result === undefined) return insideMount(request);
  const isNew = before?.every(({ template }) => template !== result.template) ?? true;
  // Where a router is mounted more than once, a prefix with parameters describes other mounts too.
  const isCertain = !hasParameters(result.prefix) || !isShared(app, route);
  if (isNew && isCertain && !Array.isArray(route.path)) {
    known.set(route, [...(before ?? []), result]);
  }
  return result.template;
}

/** Whether it is here that the route was asked. A router that is mounted more than once has its routes in common. */
function fits(
  { prefix, expression, segments, prefixSegments }: FoundRoute,
  request: Request,
  path: string,
  given: number,
): boolean {
  const isOther = Number.isNaN(segments)
    ? prefixSegments < countSegments(mountedAt(request))
    : segments !== given;
  return !isOther && (expression.test(path) || covers(prefix, path));
}

function insideMount(request: Request): string | undefined {
  const baseUrl = mountedAt(request);
  const app = baseUrl === "" ? undefined : (request.app as Application | undefined);
  const mount = app && mountTemplate(app, baseUrl);
  return mount === undefined || mount.template === "" ? undefined : join(mount.template, "/*");
}

/** The concrete prefix of the mount in which a request was answered, or went wrong. */
function mountedAt(request: Request): string {
  return originOfError(request) ?? baseUrlOf(request);
}

/** Routers set it back to undefined once nothing matched. */
function baseUrlOf(request: Request): string {
  return (request as { baseUrl?: string }).baseUrl ?? "";
}

function pathname(url: string): string {
  const query = url.indexOf("?");
  return query < 0 ? url : url.slice(0, query);
}
