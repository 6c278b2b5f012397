import type { Request } from "express";
import { originOfError } from "../hear-errors.ts";
import { alternativesOf } from "./alternatives.ts";
import { type Layer, matchLayer, matchPrefix, stackOf } from "./layer.ts";
import { depth, layerTemplate } from "./layer-template.ts";
import { entryOf, MOST_LEVELS, mountTemplate } from "./mount-template.ts";
import {
  countSegments,
  covers,
  hasParameters,
  join,
  type Pattern,
  prefixExpression,
  segmentsOf,
} from "./pattern.ts";
import { isShared } from "./shared-routes.ts";

interface Route {
  path: Pattern | Pattern[];
}

interface Found {
  prefix: string;
  /** Of the prefix. */
  expression: RegExp;
  template: string;
  /** Segments of every path that the template describes; NaN where these differ. Likewise of its prefix. */
  segments: number;
  prefixSegments: number;
}

/** What was found for a route: more than one where its router is mounted more than once. */
const known = new WeakMap<Route, Found[]>();

/** The template of what answered a request: of its route, or of the mount inside which a middleware answered. */
export function routeTemplate(request: Request): string | undefined {
  const route = request.route as Route | undefined;
  if (route === undefined) return insideMount(request, mountedAt(request));
  const before = known.get(route);
  const first = before?.[0];
  const segments = countSegments(baseUrlOf(request)) + countSegments(request.url);
  // Most routes are under no prefix.
  if (first?.prefix === "" && first.segments === segments) return first.template;
  const path = baseUrlOf(request) + pathname(request.url);
  const fitting = before?.find((each) => fits(each, request, path, segments));
  if (fitting !== undefined) return fitting.template;
  const result = inTree(request, route, path) ?? hidden(request, route, path);
  if (result === undefined) return insideMount(request, mountedAt(request));
  const isNew = before?.every(({ template }) => template !== result.template) ?? true;
  // Where a router is mounted more than once, a prefix with parameters describes other mounts too.
  const isCertain = !hasParameters(result.prefix) || !isShared(request.app, route);
  if (isNew && isCertain && !Array.isArray(route.path)) {
    known.set(route, [...(before ?? []), result]);
  }
  return result.template;
}

/** Whether it is here that the route was asked. A router that is mounted more than once has its routes in common. */
function fits(
  { prefix, expression, segments, prefixSegments }: Found,
  request: Request,
  path: string,
  given: number,
): boolean {
  const isOther = Number.isNaN(segments)
    ? prefixSegments < countSegments(mountedAt(request))
    : segments !== given;
  return !isOther && (expression.test(path) || covers(prefix, path));
}

function insideMount(request: Request, baseUrl: string): string | undefined {
  const mount = baseUrl === "" ? undefined : mountTemplate(request.app, baseUrl);
  return mount === undefined || mount.template === "" ? undefined : join(mount.template, "/*");
}

function inTree(request: Request, route: Route, path: string): Found | undefined {
  const entry = entryOf(request.app, path);
  if (entry === undefined) return undefined;
  const { stack, rest, prefix } = entry;
  const taken = find(stack, route, rest, prefix, takes, 0);
  // A middleware may have rewritten the path that the route took.
  if (taken !== undefined || isShared(request.app, route)) return taken;
  return find(stack, route, rest, prefix, any, 0);
}

/** A function of the app hides the router: what its prefix may be is known only of where the request was last. */
function hidden(request: Request, route: Route, path: string): Found | undefined {
  const baseUrl = mountedAt(request);
  const mount = baseUrl === "" ? undefined : mountTemplate(request.app, baseUrl);
  if (mount === undefined ? baseUrl !== "" : mount.rest !== "") return undefined;
  const rest = path.slice(baseUrl.length);
  const pattern = [route.path].flat().find((each) => describes(each, rest));
  return pattern === undefined ? undefined : found(mount?.template ?? "", pattern);
}

function find(
  stack: readonly Layer[],
  route: Route,
  path: string,
  prefix: string,
  isRight: (layer: Layer, path: string) => boolean,
  level: number,
): Found | undefined {
  if (level > MOST_LEVELS) return undefined;
  for (const layer of stack) {
    if (layer.route === route && isRight(layer, path))
      return found(prefix, patternOf(layer, route, path));
    const inner = layer.route === undefined ? stackOf(layer.handle) : undefined;
    const match = inner && matchPrefix(layer, path || "/");
    const own = match && layerTemplate(layer, match);
    if (own === undefined) continue;
    const outer = own === "" || own === "/" ? prefix : join(prefix, own);
    const deeper = find(inner!, route, path.slice(match!.path.length), outer, isRight, level + 1);
    if (deeper !== undefined) return deeper;
  }
  return undefined;
}

function takes(layer: Layer, path: string): boolean {
  return matchLayer(layer, path || "/") !== undefined;
}

function any(): boolean {
  return true;
}

/** Of several paths of a route the one that matched, or else that describes what is left of the path. */
function patternOf(layer: Layer, { path: own }: Route, path: string): Pattern | undefined {
  if (!Array.isArray(own)) return own;
  return (
    matchLayer(layer, path)?.pattern ??
    alternativesOf(layer, own.flat()).find((each) => takes(each.layer, path))?.pattern
  );
}

function describes(pattern: Pattern, path: string): boolean {
  return typeof pattern === "string" && depth(pattern) === depth(path) && covers(pattern, path);
}

function found(prefix: string, pattern: Pattern | undefined): Found | undefined {
  if (pattern === undefined) return undefined;
  const template = join(prefix, pattern);
  return {
    prefix,
    expression: prefixExpression(prefix),
    template,
    segments: typeof pattern === "string" ? segmentsOf(template) : Number.NaN,
    prefixSegments: segmentsOf(prefix),
  };
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
