import { infiniteQueryOptions, queryOptions } from "@tanstack/preact-query";
import type {
  Session,
  SessionDimension,
  SessionOrder,
  SessionsPage,
  SessionSummary,
  SessionTimeline,
} from "@peekjs/protocol";
import { chooseStep } from "../url-state/time-range.ts";
import type { ViewState } from "../url-state/view-state.ts";
import { EVENTS } from "./event-queries.ts";
import { apiUrl, fetchJson } from "./fetch-json.ts";
import { absolute } from "./queries.ts";

/** Sessions, or events, of a page. */
const PAGE_SIZE = 50;

/** Values in a table of sessions by a dimension. */
const GROUP_LIMIT = 20;

/** @param user any id of the user whose sessions are wanted; all when absent */
export function sessionsQuery(view: ViewState, order: SessionOrder, user?: string) {
  const { service, environment, range } = view;
  return infiniteQueryOptions({
    queryKey: [EVENTS, "sessions", service, environment, range, order, user],
    queryFn: ({ signal, pageParam }) => {
      const page = { order, cursor: pageParam, limit: PAGE_SIZE };
      const scope = { ...absolute(range), service, environment, user };
      return fetchJson<SessionsPage>(apiUrl("peek/v1/sessions", { ...scope, ...page }), { signal });
    },
    initialPageParam: "",
    getNextPageParam: (page) => page.cursor,
  });
}

export function sessionSummaryQuery(view: ViewState, by: SessionDimension) {
  const { service, environment, range } = view;
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

export function sessionTimelineQuery({ id, service, environment }: Session) {
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
