import type { Filter } from "@peekjs/protocol";
import { parseFilter } from "@peekjs/protocol";
import { badParameter, type Parameters } from "./parameters.ts";

/** Names of the parameters that {@link readFilter} reads. */
export const FILTER_PARAMETERS = ["q", "service", "environment"] as const;

/** The filter of `q`, with `service` and `environment` as further terms. */
export function readFilter(parameters: Parameters): Filter {
  const filter = parse(parameters.text("q", 4_096));
  for (const field of ["service", "environment"] as const) {
    const value = parameters.text(field, 256);
    if (value !== undefined) filter.push({ field, operator: "=", value, negated: false });
  }
  return filter;
}

function parse(text: string | undefined): Filter {
  if (text === undefined) return [];
  const { filter, errors } = parseFilter(text);
  const [first] = errors;
  if (first) throw badParameter("q", `At character ${first.position + 1} of q: ${first.message}`);
  return filter;
}
