import type { Filter, FilterField, FilterTerm } from "@peekjs/protocol";
import { PeekError } from "@peekjs/protocol";
import { OUTCOME_CODES } from "../database/schema.ts";
import { Parameters } from "./parameters.ts";

/** Fields that every rollup has. */
const ROLLUP_FIELDS: ReadonlySet<FilterField> = new Set([
  "service",
  "environment",
  "method",
  "route",
  "status",
  "outcome",
]);

/** What a filter needs beyond the minutes: the consumer, or something that only single requests have. */
export function filterReach(filter: Filter): "minute" | "hour" | "requests" {
  if (filter.every(({ field }) => ROLLUP_FIELDS.has(field))) return "minute";
  const hourly = filter.every(({ field }) => ROLLUP_FIELDS.has(field) || field === "consumer");
  return hourly ? "hour" : "requests";
}

/** @throws PeekError `PEEK_E_FILTER` for a term whose operator or value does not suit its field. */
export function checkFilter(filter: Filter): void {
  filterSql(filter, "", new Parameters());
}

/** A condition on the rows of `catalog`'s table `r`. */
export function filterSql(filter: Filter, catalog: string, parameters: Parameters): string {
  const conditions = filter.map((term) => {
    const condition = `coalesce(${termSql(term, catalog, parameters)}, false)`;
    return term.negated ? `NOT ${condition}` : condition;
  });
  return conditions.join(" AND ") || "true";
}

/** What free text is looked for in, beside the path. */
const SEARCHED = ["route", "consumer", "consumer_name", "error_type", "error_message"];

const COMPARISONS: ReadonlySet<string> = new Set(["=", ">", ">=", "<", "<="]);

function termSql(term: FilterTerm, catalog: string, parameters: Parameters): string {
  const { field, operator, value } = term;
  const inDictionary = (column: string): string => dictionarySql(term, column, catalog, parameters);
  switch (field) {
    case "service":
    case "environment":
    case "method":
    case "route":
    case "consumer":
      return inDictionary(field);
    case "group":
      return inDictionary("consumer_group");
    case "address":
      return inDictionary("client_address");
    case "error":
      return `(${inDictionary("error_type")} OR ${inDictionary("error_message")})`;
    case "path":
      return textSql(term, "r.path", parameters);
    case "text": {
      const contains: FilterTerm = { ...term, operator: "contains" };
      const columns = SEARCHED.map((column) =>
        dictionarySql(contains, column, catalog, parameters),
      );
      return `(${[...columns, textSql(contains, "r.path", parameters)].join(" OR ")})`;
    }
    case "trace":
      return textSql(
        { ...term, value: String(value).toLowerCase() },
        "replace(r.trace_id::VARCHAR, '-', '')",
        parameters,
      );
    case "outcome":
      if (operator !== "=") throw unsupported(term);
      return `r.outcome = ${parameters.integer((OUTCOME_CODES as readonly unknown[]).indexOf(value))}`;
    case "status":
      return statusSql(term, parameters);
    case "duration":
      if (!COMPARISONS.has(operator)) throw unsupported(term);
      return `r.duration_ms ${operator} ${parameters.number(numberOf(term))}`;
  }
}

/** Compares a column of ids by the texts they stand for; an empty text means that there is none. */
function dictionarySql(
  term: FilterTerm,
  column: string,
  catalog: string,
  parameters: Parameters,
): string {
  if (term.operator === "=" && term.value === "") return `r.${column} = 0`;
  const condition = textSql(term, "value", parameters);
  return `r.${column} IN (SELECT id FROM ${catalog}.dictionary WHERE ${condition})`;
}

function textSql(term: FilterTerm, expression: string, parameters: Parameters): string {
  const value = String(term.value);
  if (term.operator === "=") {
    return value === "" ? `${expression} IS NULL` : `${expression} = ${parameters.text(value)}`;
  }
  if (term.operator !== "contains") throw unsupported(term);
  return `contains(lower(${expression}), lower(${parameters.text(value)}))`;
}

function statusSql(term: FilterTerm, parameters: Parameters): string {
  const value = numberOf(term);
  if (term.operator === "class") {
    const [from, to] = [value * 100, value * 100 + 100].map((bound) => parameters.integer(bound));
    return `(r.status >= ${from} AND r.status < ${to} AND r.status > 0)`;
  }
  if (!COMPARISONS.has(term.operator)) throw unsupported(term);
  return `(r.status ${term.operator} ${parameters.integer(value)} AND r.status > 0)`;
}

function numberOf(term: FilterTerm): number {
  const value = Number(term.value);
  if (!Number.isFinite(value) || (term.field === "status" && !Number.isInteger(value))) {
    throw unsupported(term);
  }
  return value;
}

function unsupported({ field, operator, value }: FilterTerm): PeekError {
  return new PeekError(
    "PEEK_E_FILTER",
    `The filter ${field} ${operator} ${JSON.stringify(value)} has no meaning. See docs/reference/storage.md.`,
  );
}
