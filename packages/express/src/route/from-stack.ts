import type { Application, Request } from "express";
import { type Layer, matchPrefix, stackOf } from "./layer.ts";
import { depth, layerTemplate } from "./layer-template.ts";
import { covers, join, type Pattern } from "./pattern.ts";

const MOST_LEVELS = 16;

interface Route {
  path: Pattern | Pattern[];
}

interface Found {
  prefix: string;
  template: string;
}

/** What was found for a route: more than one where its router is mounted more than once. */
const known = new WeakMap<Route, Found[]>();

/** The template that the routers' stacks tell, for routers that publish no events. */
export function templateFromStack(request: Request): string | undefined {
  const baseUrl = baseUrlOf(request);
  const route = request.route as Route | undefined;
  if (route === undefined) {
    const prefix = baseUrl === "" ? undefined : mountTemplate(request, baseUrl);
    return prefix === undefined ? undefined : join(prefix, "/*");
  }
  const path = baseUrl + pathname(request.url);
  const found = known.get(route) ?? [];
  const fitting = found.find(({ prefix }) => covers(prefix, path));
  if (fitting !== undefined) return fitting.template;
  const result = search(request, route, path);
  if (result !== undefined) known.set(route, [...found, result]);
  return result?.template;
}

/** The template of a concrete prefix; undefined when the mounts that can be seen do not make it up. */
export function mountTemplate(request: Request, baseUrl: string): string | undefined {
  const start = enter(request.app, baseUrl);
  if (start === undefined) return undefined;
  return start.rest === "" ? start.prefix : consume(start.stack, start.rest, start.prefix, 0);
}

function search(request: Request, route: Route, path: string): Found | undefined {
  const start = enter(request.app, path);
  const inTree = start && find(start.stack, route, start.rest, start.prefix, 0);
  if (inTree !== undefined) return inTree;
  // A function of the app hides the router: its prefix is known only while the request is inside.
  const baseUrl = baseUrlOf(request);
  const prefix = baseUrl === "" ? "" : mountTemplate(request, baseUrl);
  const rest = path.slice(baseUrl.length);
  return prefix === undefined ? undefined : at(prefix, route, rest, true);
}

/** An app's own layers, with the prefix at which it is mounted in others. */
function enter(
  app: Application,
  path: string,
): { stack: readonly Layer[]; prefix: string; rest: string } | undefined {
  const prefix = prefixOf(app, path);
  const stack = stackOf(app);
  if (prefix === undefined || stack === undefined) return undefined;
  return { stack, prefix, rest: path.split("/").slice(depth(prefix)).map(slashed).join("") };
}

function prefixOf(app: Application, path: string): string | undefined {
  const { parent, mountpath } = app as Application & { parent?: Application };
  if (parent === undefined) return "";
  const outer = prefixOf(parent, path);
  if (outer === undefined) return undefined;
  const candidates = [mountpath].flat().map((own) => (own === "/" ? outer : join(outer, own)));
  return candidates.find((candidate) => covers(candidate, path));
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
    if (layer.route === route) return at(prefix, route, path, false);
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

function consume(
  stack: readonly Layer[],
  path: string,
  prefix: string,
  level: number,
): string | undefined {
  if (level > MOST_LEVELS) return undefined;
  for (const layer of stack) {
    if (layer.route !== undefined) continue;
    const match = matchPrefix(layer, path);
    const own = match && layerTemplate(layer, match);
    if (own === undefined) continue;
    const outer = own === "" || own === "/" ? prefix : join(prefix, own);
    const rest = path.slice(match!.path.length);
    if (rest === "") return outer;
    const inner = stackOf(layer.handle);
    const found = inner && consume(inner, rest, outer, level + 1);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** A route at a prefix; of several paths the one that describes what is left of the path. */
function at(prefix: string, route: Route, rest: string, strictly: boolean): Found | undefined {
  const paths = [route.path].flat();
  const fits = (path: Pattern): boolean =>
    typeof path === "string" && depth(path) === depth(rest) && covers(path, rest);
  const pattern = paths.length === 1 && !strictly ? paths[0] : paths.find(fits);
  return pattern === undefined ? undefined : { prefix, template: join(prefix, pattern) };
}

/** Routers set it back to undefined once nothing matched. */
export function baseUrlOf(request: Request): string {
  return (request as { baseUrl?: string }).baseUrl ?? "";
}

function pathname(url: string): string {
  const query = url.indexOf("?");
  return query < 0 ? url : url.slice(0, query);
}

function slashed(segment: string): string {
  return `/${segment}`;
}
