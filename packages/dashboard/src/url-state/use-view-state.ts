import { useCallback, useMemo } from "preact/hooks";
import { useLocation, useSearch } from "wouter-preact";
import { narrowTo } from "./filter-terms.ts";
import { formatViewState, parseViewState } from "./view-state.ts";
import type { ViewState } from "./view-state.ts";

export interface ViewStateHandle {
  view: ViewState;
  /** Writes the change into the URL as a new entry of the history. */
  update: (change: Partial<ViewState>) => void;
  /** Adds filter terms, e.g. of a cell that was clicked. */
  filterBy: (...terms: string[]) => void;
  /** Address of another page with the same view. */
  hrefOf: (path: string) => string;
}

/** What means something on one page only. */
const OF_ONE_PAGE = {
  sort: undefined,
  event: undefined,
  user: undefined,
  by: undefined,
  sessions: undefined,
  session: undefined,
};

/** What the URL says now: one event may change it twice before anything is drawn again. */
function current(): ViewState {
  return parseViewState(location.search);
}

/** The view that the URL holds, and how to change it. */
export function useViewState(): ViewStateHandle {
  const search = useSearch();
  const [path, navigate] = useLocation();
  const view = useMemo(() => parseViewState(search), [search]);
  const update = useCallback(
    (change: Partial<ViewState>) => navigate(path + formatViewState({ ...current(), ...change })),
    [path, navigate],
  );
  const filterBy = useCallback(
    (...terms: string[]) => update({ query: narrowTo(current().query, terms) }),
    [update],
  );
  const hrefOf = useCallback(
    (target: string) => target + formatViewState({ ...view, ...OF_ONE_PAGE }),
    [view],
  );
  return { view, update, filterBy, hrefOf };
}
