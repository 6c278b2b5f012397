import { COMMERCE_PROPERTIES } from "./commerce.ts";

/** Properties that a destination which takes no custom data has no place for. */
export function customProperties(
  properties: Record<string, unknown> | undefined,
  known: readonly string[] = [],
): string[] {
  return Object.keys(properties ?? {})
    .filter((key) => !COMMERCE_PROPERTIES.has(key) && !known.includes(key))
    .map((key) => `properties.${key}`);
}
