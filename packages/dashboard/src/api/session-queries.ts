import { infiniteQueryOptions, queryOptions } from "@tanstack/preact-query";
import type {
  Session,
  SessionOrder,
  SessionsPage,
  SessionSummary,
  SessionTimeline,
} from "@peekjs/protocol";
import { dimensionOf } from "../pages/sessions/session-dimensions.ts";
import { chooseStep } from "../url-state/time-range.ts";
import type { SortState, ViewState } from "../url-state/view-state.ts";
import { EVENTS } from "./event-queries.ts";
import { apiUrl, fetchJson } from "./fetch-json.ts";
import { absolute } from "./queries.ts";

/** Sessions, or events, of a page. */
const PAGE_SIZE = 50;

/** Values in a table of sessions by a dimension. */
const GROUP_LIMIT = 20;

/** Orders of the list's columns. */
const ORDERS: readonly string[] = [
  "startedAt",
  "durationMs",
  "scrollDepth",
  "pageViews",
  "clicks",
  "errors",
] satisfies SessionOrder[];

/** The order of the list of sessions: that of the URL, where there is such an order. */
export function sessionSort({ sessions: sort }: ViewState): SortState {
  return sort && ORDERS.includes(sort.column) ? sort : { column: "startedAt", descending: true };
}

/** @param user any id of the user whose sessions are wanted; all when absent */
export function sessionsQuery(view: ViewState, user?: string) {
  const { service, environment, range } = view;
  const { column: order, descending } = sessionSort(view);
  const direction = descending ? "descending" : "ascending";
  return infiniteQueryOptions({
    queryKey: [EVENTS, "sessions", service, environment, range, order, direction, user],
    queryFn: ({ signal, pageParam }) => {
      const page = { order, direction, cursor: pageParam, limit: PAGE_SIZE };
      const scope = { ...absolute(range), service, environment, user };
      return fetchJson<SessionsPage>(apiUrl("peek/v1/sessions", { ...scope, ...page }), { signal });
    },
    initialPageParam: "",
    getNextPageParam: (page) => page.cursor,
  });
}

export function sessionSummaryQuery({ service, environment, range, ...view }: ViewState) {
  const by = dimensionOf(view.by);
  return queryOptions({
    queryKey: [EVENTS, "session-summary", service, environment, range, by],
    queryFn: ({ signal }) => {
      const between = absolute(range);
      const url = apiUrl("peek/v1/sessions/summary", {
        ...between,
        service,
        environment,
        by,
        step: chooseStep(between),
        limit: GROUP_LIMIT,
      });
      return fetchJson<SessionSummary>(url, { signal });
    },
  });
}

/** A session; the latest of its id where its service or environment is not told. */
export type SessionKey = Pick<Session, "id"> &
  Partial<Record<"service" | "environment", string | undefined>>;

export function sessionTimelineQuery({ id, service, environment }: SessionKey) {
  return infiniteQueryOptions({
    queryKey: [EVENTS, "session", id, service, environment],
    queryFn: ({ signal, pageParam }) => {
      const parameters = { id, service, environment, cursor: pageParam, limit: PAGE_SIZE };
      const url = apiUrl("peek/v1/sessions/timeline", parameters);
      return fetchJson<SessionTimeline>(url, { signal });
    },
    initialPageParam: "",
    getNextPageParam: (page) => page.cursor,
  });
}
