import type { Request } from "express";
import { baseUrlOf, mountTemplate } from "./from-stack.ts";
import { join } from "./pattern.ts";
import type { MountLayer, Step, Trail } from "./routing-events.ts";

/** The template that the routers' own events tell. */
export function templateFromEvents(request: Request, trail: Trail, last: Step): string | undefined {
  const prefixes = new Map([["", ""]]);
  if (trail.startedAt !== "") {
    const template = mountTemplate(request, trail.startedAt);
    if (template !== undefined) prefixes.set(trail.startedAt, template);
  }
  if (last.mount === undefined) {
    const prefix = prefixTemplate(last.baseUrl, last.previous, prefixes);
    return prefix === undefined ? undefined : join(prefix, last.pattern);
  }
  // Only middleware ran. Inside a mount one of them answered, or failed; at the top nothing matched.
  const answeredAt = trail.failedAt ?? baseUrlOf(request);
  if (answeredAt === "") return undefined;
  const prefix = prefixTemplate(answeredAt, last, prefixes);
  return prefix === undefined ? undefined : join(prefix, "/*");
}

/** The template of a concrete prefix, told by the mounts that a request went through. */
function prefixTemplate(
  baseUrl: string,
  last: Step | undefined,
  known: ReadonlyMap<string, string>,
): string | undefined {
  for (let step = last; step !== undefined; step = step.previous) {
    if (step.mount === undefined || step.baseUrl !== baseUrl) continue;
    const parent = parentOf(step, step.mount, known);
    const prefix = parent === undefined ? undefined : prefixTemplate(parent, step.previous, known);
    if (prefix !== undefined) return join(prefix, step.pattern);
  }
  return known.get(baseUrl);
}

/** The prefix inside which a mount lies: what precedes the part that its own pattern takes. */
function parentOf(
  { baseUrl, previous }: Step,
  mount: MountLayer,
  known: ReadonlyMap<string, string>,
): string | undefined {
  const candidates = new Set(known.keys());
  for (let step = previous; step !== undefined; step = step.previous) {
    if (step.mount !== undefined && step.baseUrl !== baseUrl) candidates.add(step.baseUrl);
  }
  const possible = [...candidates]
    .filter((candidate) => baseUrl.length > candidate.length && baseUrl.startsWith(candidate))
    .sort((a, b) => b.length - a.length);
  if (possible.length === 1) return possible[0];
  return possible.find((candidate) => {
    const own = baseUrl.slice(candidate.length);
    const match = mount.match(own);
    return match !== false && match.path === own;
  });
}
