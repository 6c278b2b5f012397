import type { Request } from "express";
import { originOfError } from "../hear-errors.ts";
import { type Layer, type LayerMatch, matchLayer, matchPrefix, stackOf } from "./layer.ts";
import { depth, layerTemplate } from "./layer-template.ts";
import { entryOf, MOST_LEVELS, mountTemplate } from "./mount-template.ts";
import { covers, join, type Pattern } from "./pattern.ts";

interface Route {
  path: Pattern | Pattern[];
}

interface Found {
  prefix: string;
  template: string;
}

/** What was found for a route: more than one where its router is mounted more than once. */
const known = new WeakMap<Route, Found[]>();

/** The template of what answered a request: of its route, or of the mount inside which a middleware answered. */
export function routeTemplate(request: Request): string | undefined {
  const route = request.route as Route | undefined;
  if (route === undefined) {
    return insideMount(request, originOfError(request) ?? baseUrlOf(request));
  }
  const path = baseUrlOf(request) + pathname(request.url);
  const found = known.get(route) ?? [];
  const fitting = found.find(({ prefix }) => covers(prefix, path));
  if (fitting !== undefined) return fitting.template;
  const result = inTree(request, route, path) ?? hidden(request, route, path);
  if (result === undefined) return insideMount(request, baseUrlOf(request));
  if (!Array.isArray(route.path)) known.set(route, [...found, result]);
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

/** A function of the app hides the router: its prefix is known only while the request is inside. */
function hidden(request: Request, route: Route, path: string): Found | undefined {
  const baseUrl = baseUrlOf(request);
  const mount = baseUrl === "" ? undefined : mountTemplate(request.app, baseUrl);
  if (mount === undefined ? baseUrl !== "" : mount.rest !== "") return undefined;
  return at(mount?.template ?? "", route, path.slice(baseUrl.length), undefined);
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
    if (layer.route === route) return at(prefix, route, path, matchLayer(layer, path));
    const inner = layer.route === undefined ? stackOf(layer.handle) : undefined;
    const match = inner && matchPrefix(layer, path || "/");
    const own = match && layerTemplate(layer, match);
    if (own === undefined) continue;
    const outer = own === "" || own === "/" ? prefix : join(prefix, own);
    const found = find(inner!, route, path.slice(match!.path.length), outer, level + 1);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** A route at a prefix; of several paths the one that matched, or that describes what is left of the path. */
function at(
  prefix: string,
  route: Route,
  rest: string,
  match: LayerMatch | undefined,
): Found | undefined {
  const fits = (path: Pattern): boolean =>
    typeof path === "string" && depth(path) === depth(rest) && covers(path, rest);
  const pattern = Array.isArray(route.path)
    ? (match?.pattern ?? route.path.flat().find(fits))
    : route.path;
  return pattern === undefined ? undefined : { prefix, template: join(prefix, pattern) };
}

/** Routers set it back to undefined once nothing matched. */
function baseUrlOf(request: Request): string {
  return (request as { baseUrl?: string }).baseUrl ?? "";
}

function pathname(url: string): string {
  const query = url.indexOf("?");
  return query < 0 ? url : url.slice(0, query);
}
