import { type EventLike, targetOf } from "./event.ts";

/** The template that h3's router matched, with the prefixes under which nested routers and apps are mounted. */
export function routeTemplate(event: EventLike): string | undefined {
  const { matchedRoute } = event.context;
  const template = matchedRoute?.route ?? matchedRoute?.path;
  return template === undefined ? undefined : mountPrefix(event, template) + template;
}

/**
 * h3 keeps the template of the innermost router alone. What leads there is fixed text, parameters are not possible:
 * it is what is left of the path in front of the template, or of what its layer took from it.
 */
function mountPrefix(event: EventLike, template: string): string {
  const target = targetOf(event);
  if (/\*/.test(template)) {
    const { path } = event;
    return path !== undefined && target.endsWith(path) ? target.slice(0, -path.length) : "";
  }
  const given = segments(target.replace(/[?#].*$/s, ""));
  return given.slice(0, Math.max(0, given.length - segments(template).length)).join("");
}

function segments(path: string): string[] {
  return path.replace(/\/$/, "").match(/\/[^/]*/g) ?? [];
}
