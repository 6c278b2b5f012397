import type { Layer, LayerMatch } from "./layer.ts";
import { covers, type Pattern } from "./pattern.ts";
import { templateByProbing, variants } from "./probe.ts";

/** Templates found for a layer: one, unless it was given an array of paths or optional parts. */
const known = new WeakMap<Layer, string[]>();
const MOST_PER_LAYER = 20;

/** The template of a mount, from what its layer made of a concrete path; undefined where it cannot be proven. */
export function layerTemplate(layer: Layer, match: LayerMatch): Pattern | undefined {
  if (match.pattern !== undefined) return match.pattern;
  if (match.path === "") return "";
  const templates = known.get(layer) ?? [];
  const fitting = templates.find(
    (template) => covers(template, match.path) && depth(template) === depth(match.path),
  );
  if (fitting !== undefined) return fitting;
  const template =
    layer.regexp === undefined
      ? templateByProbing(layer, match)
      : templateOfExpression(layer.regexp, layer.keys ?? [], match.path);
  if (typeof template === "string" && templates.length < MOST_PER_LAYER) {
    known.set(layer, [...templates, template]);
  }
  return template;
}

export function depth(path: string): number {
  return path.split("/").length;
}

/** Express 4 keeps the compiled expression: where its groups matched is where the parameters are. */
function templateOfExpression(
  expression: RegExp,
  keys: readonly { name: string | number; optional?: boolean }[],
  path: string,
): Pattern | undefined {
  // So end the expressions that Express makes of mount paths; anything else is the app's own.
  if (!expression.source.includes("(?=\\/|$)")) return expression;
  // Also of an array of paths, some of which may be the app's own expressions.
  if (!isOfText(expression, path)) return undefined;
  const match = new RegExp(expression.source, `${expression.flags}d`).exec(path);
  let template = "";
  let end = 0;
  for (const [i, { name, optional }] of keys.entries()) {
    const span = match?.indices?.[i + 1];
    if (span === undefined) continue;
    const parameter = typeof name === "number" ? "*" : `:${name}${optional === true ? "?" : ""}`;
    template += path.slice(end, span[0]) + parameter;
    end = span[1];
  }
  return template + path.slice(end);
}

/** Whether an expression takes no other path where its groups took nothing: an app's own may. */
function isOfText(expression: RegExp, path: string): boolean {
  const { indices = [] } = new RegExp(expression.source, `${expression.flags}d`).exec(path) ?? {};
  const groups = indices.slice(1).filter((span) => span !== undefined);
  for (const { text, at } of variants(path)) {
    const isInGroup = groups.some(([start, end]) => at >= start && at < end);
    if (!isInGroup && expression.exec(text)?.[0] === text) return false;
  }
  return true;
}
