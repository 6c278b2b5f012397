import { type EventLike, targetOf } from "./event.ts";
import { isUnmatched } from "./note-errors.ts";
import { basePrefix, layerPrefix } from "./prefix.ts";

/**
 * The template that h3's router matched, with the prefixes under which nested routers and apps are mounted; of a layer
 * of h3 1 that answered without a router, what it is registered for.
 */
export function routeTemplate(event: EventLike): string | undefined {
  const { matchedRoute } = event.context;
  const template = matchedRoute?.route ?? matchedRoute?.path;
  if (template !== undefined) return mountPrefix(event, template) + template;
  if (event.url !== undefined || isUnmatched(event)) return undefined;
  const layer = layerPrefix(event);
  return layer && `${layer}/**`;
}

/**
 * h3 keeps the template of the innermost router alone. What leads there is fixed text, parameters are not possible:
 * it is what is left of the path in front of what the template matches, or of what its layer took from it.
 */
function mountPrefix(event: EventLike, template: string): string {
  const { path, url } = event;
  if (url === undefined && path !== undefined && /\*/.test(template)) {
    return layerPrefix(event) ?? "";
  }
  const target = url?.pathname ?? decoded(targetOf(event));
  const given = segments(target.replace(/[?#].*$/s, ""));
  const pattern = patternOf(template);
  const start = given.findIndex((_, from) => pattern.test(given.slice(from).join("")));
  if (start > 0) return given.slice(0, start).join("");
  return basePrefix(event);
}

/** Layers are told apart by the decoded path. */
function decoded(target: string): string {
  try {
    return decodeURI(target);
  } catch {
    return target;
  }
}

const patterns = new Map<string, RegExp>();

/** One for each route of the app. */
function patternOf(template: string): RegExp {
  let pattern = patterns.get(template);
  if (pattern === undefined) {
    pattern = new RegExp(`^${segments(template).map(patternOfSegment).join("")}/?$`, "s");
    patterns.set(template, pattern);
  }
  return pattern;
}

function patternOfSegment(segment: string): string {
  if (/^\/(?:\*\*|:\w+\*$)/.test(segment)) return "(?:/.*)?";
  if (/^\/:\w+\+$/.test(segment)) return "/.+";
  if (/^\/(?:\*|:\w+\?)$/.test(segment)) return "(?:/[^/]*)?";
  if (/[:*(%]/.test(segment)) return "/[^/]*";
  return segment.replace(/[^\w/]/g, String.raw`\$&`);
}

function segments(path: string): string[] {
  return path.replace(/\/$/, "").match(/\/[^/]*/g) ?? [];
}
