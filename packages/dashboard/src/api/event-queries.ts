import { infiniteQueryOptions, queryOptions } from "@tanstack/preact-query";
import type {
  ProductEventCounts,
  ProductEventsPage,
  UserProfile,
  UserTimeline,
} from "@peekjs/protocol";
import { parseKind } from "../pages/events/event-kind.ts";
import { chooseStep } from "../url-state/time-range.ts";
import type { ViewState } from "../url-state/view-state.ts";
import { apiUrl, fetchJson, type Parameters } from "./fetch-json.ts";
import { absolute } from "./queries.ts";

/** First part of the key of everything that is read of product events. */
export const EVENTS = "events";

/** Entries of a page of events, or of a timeline. */
const PAGE_SIZE = 50;

/** Names in a table of counts. */
export const NAME_LIMIT = 50;

export function eventCountsQuery(view: ViewState) {
  return queryOptions({
    queryKey: [EVENTS, "counts", scopeOf(view)],
    queryFn: ({ signal }) => {
      const range = absolute(view.range);
      const parameters = { ...scopeOf(view), ...range, step: chooseStep(range), limit: NAME_LIMIT };
      return fetchJson<ProductEventCounts>(apiUrl("peek/v1/events/counts", parameters), { signal });
    },
  });
}

export function eventsQuery(view: ViewState) {
  return infiniteQueryOptions({
    queryKey: [EVENTS, "list", scopeOf(view)],
    queryFn: ({ signal, pageParam }) => {
      const page = { ...absolute(view.range), cursor: pageParam, limit: PAGE_SIZE };
      const url = apiUrl("peek/v1/events", { ...scopeOf(view), ...page });
      return fetchJson<ProductEventsPage>(url, { signal });
    },
    initialPageParam: "",
    getNextPageParam: (page) => page.cursor,
  });
}

export function userQuery(id: string) {
  return queryOptions({
    queryKey: [EVENTS, "user", id],
    queryFn: ({ signal }) => fetchJson<UserProfile>(apiUrl("peek/v1/users", { id }), { signal }),
  });
}

export function timelineQuery(id: string, { range }: ViewState) {
  return infiniteQueryOptions({
    queryKey: [EVENTS, "timeline", id, range],
    queryFn: ({ signal, pageParam }) => {
      const page = { ...absolute(range), cursor: pageParam, limit: PAGE_SIZE };
      return fetchJson<UserTimeline>(apiUrl("peek/v1/users/timeline", { id, ...page }), { signal });
    },
    initialPageParam: "",
    getNextPageParam: (page) => page.cursor,
  });
}

/** The range stands apart: it moves with the clock. */
function scopeOf({ service, environment, event, range }: ViewState): Parameters {
  const kind = parseKind(event);
  return {
    service,
    environment,
    type: kind?.type,
    name: kind?.name,
    from: range.from,
    to: range.to,
  };
}
