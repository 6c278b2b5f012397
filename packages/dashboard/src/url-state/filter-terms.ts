import type { FilterField } from "@peekjs/protocol";

// A leading minus, a field with its colon, then a quoted value (a backslash escapes) or one that ends at white space.
const TERM = /-?(?:[A-Za-z]+:(?!\/\/))?(?:"(?:[^"\\]|\\[^])*"?|\S+)/g;

/** Splits a filter line into its terms, each as typed; a quoted value may hold spaces. */
export function splitTerms(query: string): string[] {
  return query.match(TERM) ?? [];
}

/** Writes one `field:value` term, quoted where its value needs it; an empty value means that the field is absent. */
export function formatTerm(field: FilterField, value: string, negated = false): string {
  const plain = /^(?!\/\/)[^\s"\\]+$/.test(value);
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

/** Adds terms; a field that they name and that held another value now holds theirs. */
export function narrowTo(query: string, added: readonly string[]): string {
  const fields = new Set(added.map(equalityField));
  const replaced = (field: string | undefined): boolean => field !== undefined && fields.has(field);
  const kept = splitTerms(query).filter((term) => !replaced(equalityField(term)));
  return addTerms(kept.join(" "), added);
}

/** The field of a term that wants one value, e.g. `route` of `route:/users/:id`; two such terms exclude each other. */
function equalityField(term: string): string | undefined {
  return /^([A-Za-z]+):(?![<>]|\/\/)/.exec(term)?.[1]?.toLowerCase();
}
