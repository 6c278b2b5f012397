import type { Filter, FilterTerm } from "../filter.ts";

/**
 * Writes a filter so that `parseFilter` reads the same again.
 *
 * @example
 * ```ts
 * formatFilter(parseFilter("dur:>0.5s").filter); // "duration:>500ms"
 * ```
 */
export function formatFilter(filter: Filter): string {
  return filter.map(formatTerm).join(" ");
}

function formatTerm({ field, operator, value, negated }: FilterTerm): string {
  const minus = negated ? "-" : "";
  if (field === "text") return minus + formatText(`${value}`, /^[^\s"\\:-][^\s"\\:]*$/);
  const name = `${minus}${field}:`;
  if (operator === "class") return `${name}${value}xx`;
  const sign = operator === "=" ? "" : operator;
  if (field === "duration") return `${name}${sign}${value}ms`;
  return `${name}${sign}${formatText(`${value}`, /^(?!\/\/)[^\s"\\]+$/)}`;
}

function formatText(text: string, plain: RegExp): string {
  return plain.test(text) ? text : `"${text.replace(/["\\]/g, "\\$&")}"`;
}
