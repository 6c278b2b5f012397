import { formatTerm } from "../url-state/filter-terms.ts";
import type { RangeText } from "../url-state/time-range.ts";
import type { ViewState } from "../url-state/view-state.ts";

/** What every read has in common: which requests, from when to when. */
export interface Scope {
  range: RangeText;
  /** The filter line that the collector gets: service and environment are terms like any other. */
  query: string;
}

export function scopeOf(view: ViewState): Scope {
  const terms = [
    view.service === undefined ? "" : formatTerm("service", view.service),
    view.environment === undefined ? "" : formatTerm("environment", view.environment),
    view.query,
  ];
  return { range: view.range, query: terms.filter((term) => term !== "").join(" ") };
}
