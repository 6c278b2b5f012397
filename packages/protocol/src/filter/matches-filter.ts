import type { Filter, FilterTerm } from "../filter.ts";
import type { StoredRequest } from "../request-columns.ts";

/**
 * Whether a request passes a filter, as the store's queries decide it. An absent text equals the empty one, so that
 * `route:""` finds what no route matched; an absent outcome is `completed`; an absent status satisfies no comparison.
 *
 * @example
 * ```ts
 * const shown = requests.filter((request) => matchesFilter(filter, request));
 * ```
 */
export function matchesFilter(filter: Filter, request: StoredRequest): boolean {
  return filter.every((term) => matchesTerm(term, request) !== term.negated);
}

function matchesTerm({ field, operator, value }: FilterTerm, request: StoredRequest): boolean {
  switch (field) {
    case "status":
      return compare(request.status, operator, Number(value));
    case "duration":
      return compare(request.durationMs, operator, Number(value));
    case "outcome":
      return (request.outcome ?? "completed") === value;
    case "group":
      return (request.consumerGroup ?? "") === value;
    case "error":
      return (request.errorType ?? "") === value || (request.errorMessage ?? "") === value;
    case "trace":
      return (request.traceId ?? "") === `${value}`.toLowerCase();
    case "address":
      return (request.clientAddress ?? "") === value;
    case "text":
      return contains(request, `${value}`.toLowerCase());
    default:
      return (request[field] ?? "") === value;
  }
}

function compare(
  actual: number | undefined,
  operator: FilterTerm["operator"],
  value: number,
): boolean {
  if (actual === undefined) return false;
  switch (operator) {
    case ">":
      return actual > value;
    case ">=":
      return actual >= value;
    case "<":
      return actual < value;
    case "<=":
      return actual <= value;
    case "class":
      return Math.floor(actual / 100) === value;
    default:
      return actual === value;
  }
}

/** Free text is looked for in what a person reads of a request, whatever its case. */
function contains(request: StoredRequest, text: string): boolean {
  const { path, route, consumer, consumerName, errorType, errorMessage } = request;
  return [path, route, consumer, consumerName, errorType, errorMessage].some((value) =>
    value?.toLowerCase().includes(text),
  );
}
