/** Characters of the value of a parameter. */
export const LONGEST_VALUE = 100;

/** What GA4 takes as a value, truths as text; undefined for everything else. */
export function simplify(value: unknown): string | number | undefined {
  if (typeof value === "boolean") return String(value);
  if (typeof value === "string") return value;
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}
