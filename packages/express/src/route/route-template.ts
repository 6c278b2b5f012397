import type { Request } from "express";
import { originOfError } from "../hear-errors.ts";
import { type Layer, matchLayer, matchPrefix, stackOf } from "./layer.ts";
import { depth, layerTemplate } from "./layer-template.ts";
import { entryOf, MOST_LEVELS, mountTemplate } from "./mount-template.ts";
import { covers, join, type Pattern, prefixExpression } from "./pattern.ts";

interface Route {
  path: Pattern | Pattern[];
}

interface Found {
  prefix: string;
  /** Of the prefix. */
  expression: RegExp;
  template: string;
}

/** What was found for a route: more than one where its router is mounted more than once. */
const known = new WeakMap<Route, Found[]>();

/** The template of what answered a request: of its route, or of the mount inside which a middleware answered. */
export function routeTemplate(request: Request): string | undefined {
  const route = request.route as Route | undefined;
  const mountedAt = originOfError(request) ?? baseUrlOf(request);
  if (route === undefined) return insideMount(request, mountedAt);
  const path = baseUrlOf(request) + pathname(request.url);
  const before = known.get(route) ?? [];
  const fitting = before.find(
    ({ expression, prefix }) => expression.test(path) || covers(prefix, path),
  );
  if (fitting !== undefined) return fitting.template;
  const result = inTree(request, route, path) ?? hidden(request, route, path, mountedAt);
  if (result === undefined) return insideMount(request, mountedAt);
  if (!Array.isArray(route.path)) known.set(route, [...before, result]);
  return result.template;
}

function insideMount(request: Request, baseUrl: string): string | undefined {
  const mount = baseUrl === "" ? undefined : mountTemplate(request.app, baseUrl);
  return mount === undefined || mount.template === "" ? undefined : join(mount.template, "/*");
}

function inTree(request: Request, route: Route, path: string): Found | undefined {
  const entry = entryOf(request.app, path);
  return entry && find(entry.stack, route, entry.rest, entry.prefix, 0);
}

/** A function of the app hides the router: what its prefix may be is known only of where the request was last. */
function hidden(
  request: Request,
  route: Route,
  path: string,
  mountedAt: string,
): Found | undefined {
  const mount = mountedAt === "" ? undefined : mountTemplate(request.app, mountedAt);
  if (mount === undefined ? mountedAt !== "" : mount.rest !== "") return undefined;
  const rest = path.slice(mountedAt.length);
  const pattern = [route.path].flat().find((each) => describes(each, rest));
  return pattern === undefined ? undefined : found(mount?.template ?? "", pattern);
}

function find(
  stack: readonly Layer[],
  route: Route,
  path: string,
  prefix: string,
  level: number,
): Found | undefined {
  if (level > MOST_LEVELS) return undefined;
  for (const layer of stack) {
    if (layer.route === route) return found(prefix, patternOf(layer, route, path));
    const inner = layer.route === undefined ? stackOf(layer.handle) : undefined;
    const match = inner && matchPrefix(layer, path || "/");
    const own = match && layerTemplate(layer, match);
    if (own === undefined) continue;
    const outer = own === "" || own === "/" ? prefix : join(prefix, own);
    const deeper = find(inner!, route, path.slice(match!.path.length), outer, level + 1);
    if (deeper !== undefined) return deeper;
  }
  return undefined;
}

/** Of several paths of a route the one that matched, or else that describes what is left of the path. */
function patternOf(layer: Layer, { path: own }: Route, path: string): Pattern | undefined {
  if (!Array.isArray(own)) return own;
  return matchLayer(layer, path)?.pattern ?? own.flat().find((each) => describes(each, path));
}

function describes(pattern: Pattern, path: string): boolean {
  return typeof pattern === "string" && depth(pattern) === depth(path) && covers(pattern, path);
}

function found(prefix: string, pattern: Pattern | undefined): Found | undefined {
  if (pattern === undefined) return undefined;
  return { prefix, expression: prefixExpression(prefix), template: join(prefix, pattern) };
}

/** Routers set it back to undefined once nothing matched. */
function baseUrlOf(request: Request): string {
  return (request as { baseUrl?: string }).baseUrl ?? "";
}

function pathname(url: string): string {
  const query = url.indexOf("?");
  return query < 0 ? url : url.slice(0, query);
}
