import type { Application } from "express";
import { alternativesOf } from "./alternatives.ts";
import { type Layer, matchLayer, matchPrefix, stackOf } from "./layer.ts";
import { depth, layerTemplate } from "./layer-template.ts";
import { entryOf, MOST_LEVELS, mountTemplate } from "./mount-template.ts";
import { covers, join, type Pattern, prefixExpression, segmentsOf } from "./pattern.ts";
import { isShared } from "./shared-routes.ts";

export interface Route {
  path: Pattern | Pattern[];
}

/** A route in the place where a request found it. */
export interface FoundRoute {
  prefix: string;
  /** Of the prefix. */
  expression: RegExp;
  template: string;
  /** Segments of every path that the template describes; NaN where these differ. Likewise of its prefix. */
  segments: number;
  prefixSegments: number;
}

/** Looks for a route among the routers of an app, on the way that a path takes there. */
export function findInTree(app: Application, route: Route, path: string): FoundRoute | undefined {
  const entry = entryOf(app, path);
  if (entry === undefined) return undefined;
  const { stack, rest, prefix } = entry;
  const taken = find(stack, route, rest, prefix, takes, 0);
  // A middleware may have rewritten the path that the route took.
  if (taken !== undefined || isShared(app, route)) return taken;
  return find(stack, route, rest, prefix, any, 0);
}

/**
 * A function of the app hides the router: what its prefix may be is known only of where the request was last.
 *
 * @param baseUrl concrete prefix of that place
 */
export function findHidden(
  app: Application,
  route: Route,
  path: string,
  baseUrl: string,
): FoundRoute | undefined {
  const mount = baseUrl === "" ? undefined : mountTemplate(app, baseUrl);
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
): FoundRoute | undefined {
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

function found(prefix: string, pattern: Pattern | undefined): FoundRoute | undefined {
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
