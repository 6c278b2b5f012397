import type { Application } from "express";
import { type Layer, matchPrefix, stackOf } from "./layer.ts";
import { depth, layerTemplate } from "./layer-template.ts";
import { covers, join } from "./pattern.ts";

export const MOST_LEVELS = 16;

/** What the mounts of an app make of the beginning of a path. */
interface MountPrefix {
  template: string;
  /** What no mount that can be seen takes. */
  rest: string;
}

/** An app's own layers, with the prefix at which it is mounted in others. */
interface Entry {
  stack: readonly Layer[];
  prefix: string;
  rest: string;
}

/** The template of a concrete prefix, as far as the mounts that can be seen make it up. */
export function mountTemplate(app: Application, baseUrl: string): MountPrefix | undefined {
  const entry = entryOf(app, baseUrl);
  return entry && consume(entry.stack, entry.rest, entry.prefix, 0);
}

export function entryOf(app: Application, path: string): Entry | undefined {
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

/** The mounts that leave the least of a path; of equals the first. */
function consume(
  stack: readonly Layer[],
  path: string,
  prefix: string,
  level: number,
): MountPrefix {
  let best: MountPrefix = { template: prefix, rest: path };
  if (level > MOST_LEVELS) return best;
  for (const layer of stack) {
    if (best.rest === "") break;
    if (layer.route !== undefined) continue;
    const match = matchPrefix(layer, path);
    const own = match && layerTemplate(layer, match);
    if (own === undefined) continue;
    const template = own === "" || own === "/" ? prefix : join(prefix, own);
    const rest = path.slice(match!.path.length);
    const inner = rest === "" ? undefined : stackOf(layer.handle);
    const mount = inner ? consume(inner, rest, template, level + 1) : { template, rest };
    if (mount.rest.length < best.rest.length) best = mount;
  }
  return best;
}

function slashed(segment: string): string {
  return `/${segment}`;
}
