import type { Request } from "express";
import { templateFromEvents } from "./from-events.ts";
import { templateFromStack } from "./from-stack.ts";
import { trailOf } from "./routing-events.ts";

/** The template of what answered a request: of its route, or of the mount inside which a middleware answered. */
export function routeTemplate(request: Request): string | undefined {
  const trail = request.res && trailOf(request.res);
  return trail?.last === undefined
    ? templateFromStack(request)
    : templateFromEvents(request, trail, trail.last);
}
