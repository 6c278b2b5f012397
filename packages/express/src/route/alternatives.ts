import type { Layer } from "./layer.ts";
import type { Pattern } from "./pattern.ts";

/** One of several paths of a route. */
export interface Alternative {
  readonly pattern: Pattern;
  readonly layer: Layer;
}

type LayerClass = new (pattern: Pattern, options: object, handler: () => void) => Layer;

const known = new WeakMap<Layer, readonly Alternative[]>();

/**
 * The paths of a layer's route, each as a layer of its own: routers before 2.3 do not tell which of several matched.
 * These pay no attention to case and to a slash at the end: the layer itself has.
 */
export function alternativesOf(layer: Layer, patterns: readonly Pattern[]): readonly Alternative[] {
  const before = known.get(layer);
  if (before !== undefined) return before;
  const alternatives = makeAlternatives(layer, patterns);
  known.set(layer, alternatives);
  return alternatives;
}

function makeAlternatives(layer: Layer, patterns: readonly Pattern[]): readonly Alternative[] {
  const OwnClass = (layer as { constructor: unknown }).constructor as LayerClass;
  try {
    return patterns.map((pattern) => ({
      pattern,
      layer: new OwnClass(pattern, { end: true }, () => {}),
    }));
  } catch {
    // Of another router, which makes its layers in a way of its own.
    return [];
  }
}
