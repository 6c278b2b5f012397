import type { FilterField } from "@peekjs/protocol";

/** Splits a filter line into its terms, each as typed; a quoted part may hold spaces. */
export function splitTerms(query: string): string[] {
  return query.match(/(?:"(?:\\.|[^"\\])*"?|[^\s"])+/g) ?? [];
}

/** Writes one `field:value` term, quoted where its value needs it. */
export function formatTerm(field: FilterField, value: string, negated = false): string {
  const plain = /^[^\s"\\<>:]+$/.test(value) || /^\/[^\s"\\]*$/.test(value);
  const text = plain ? value : `"${value.replaceAll(/["\\]/g, "\\$&")}"`;
  return `${negated ? "-" : ""}${field}:${text}`;
}

/** Adds terms that are not there yet; the same term with the other sign is replaced. */
export function addTerms(query: string, added: readonly string[]): string {
  const opposites = new Set(
    added.map((term) => (term.startsWith("-") ? term.slice(1) : `-${term}`)),
  );
  const kept = splitTerms(query).filter((term) => !opposites.has(term));
  return [...new Set([...kept, ...added])].join(" ");
}

export function removeTerm(query: string, term: string): string {
  return splitTerms(query)
    .filter((other) => other !== term)
    .join(" ");
}
