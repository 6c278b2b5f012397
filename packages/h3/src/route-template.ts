import { type EventLike, targetOf } from "./event.ts";

/** The template that h3's router matched, with the prefixes under which nested routers and apps are mounted. */
export function routeTemplate(event: EventLike): string | undefined {
  const { matchedRoute } = event.context;
  const template = matchedRoute?.route ?? matchedRoute?.path;
  return template === undefined ? undefined : mountPrefix(event, template) + template;
}

/**
 * h3 keeps the template of the innermost router alone. What leads there is fixed text, parameters are not possible:
 * it is what is left of the path in front of what the template matches, or of what its layer took from it.
 */
function mountPrefix(event: EventLike, template: string): string {
  const { path, url } = event;
  const target = url?.pathname ?? targetOf(event);
  if (path !== undefined && /\*/.test(template)) {
    return target.endsWith(path) ? target.slice(0, -path.length) : "";
  }
  const given = segments(target.replace(/[?#].*$/s, ""));
  const pattern = patternOf(template);
  const start = given.findIndex((_, from) => pattern.test(given.slice(from).join("")));
  return given.slice(0, Math.max(0, start)).join("");
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
