import { infiniteQueryOptions, queryOptions } from "@tanstack/preact-query";
import type {
  Completeness,
  CollectorStatus,
  Dimension,
  Metric,
  RequestsPage,
  ServiceInfo,
  Timeseries,
  TopOrder,
  TopResult,
} from "@peekjs/protocol";
import { chooseStep, resolveRange } from "../url-state/time-range.ts";
import type { RangeText } from "../url-state/time-range.ts";
import type { ViewState } from "../url-state/view-state.ts";
import { apiUrl, fetchJson } from "./fetch-json.ts";
import type { Scope } from "./scope.ts";

/** First part of the key of everything that new requests change. */
export const TRAFFIC = "traffic";

/** Rows of a page of requests. */
const PAGE_SIZE = 100;

export function timeseriesQuery(scope: Scope, metrics: readonly Metric[], by?: Dimension) {
  return queryOptions({
    queryKey: [TRAFFIC, "timeseries", scope, metrics, by],
    queryFn: ({ signal }) => {
      const range = absolute(scope.range);
      const url = apiUrl("peek/v1/timeseries", {
        metrics: metrics.join(","),
        by,
        ...range,
        step: chooseStep(range),
        q: scope.query,
      });
      return fetchJson<Timeseries>(url, { signal });
    },
  });
}

export function topQuery(scope: Scope, dimension: Dimension, order: TopOrder, limit: number) {
  return queryOptions({
    queryKey: [TRAFFIC, "top", scope, dimension, order, limit],
    queryFn: ({ signal }) => {
      const range = absolute(scope.range);
      const url = apiUrl("peek/v1/top", { dimension, order, limit, ...range, q: scope.query });
      return fetchJson<TopResult>(url, { signal });
    },
  });
}

/** Of the clients, whatever else filters: what was not delivered has no path, status or consumer. */
export function completenessQuery({ range, service, environment }: ViewState) {
  return queryOptions({
    queryKey: ["completeness", range, service, environment],
    queryFn: ({ signal }) => {
      const url = apiUrl("peek/v1/completeness", { ...absolute(range), service, environment });
      return fetchJson<Completeness>(url, { signal });
    },
  });
}

export function requestsQuery(scope: Scope) {
  return infiniteQueryOptions({
    queryKey: [TRAFFIC, "requests", scope],
    queryFn: ({ signal, pageParam }) => {
      const range = absolute(scope.range);
      const url = apiUrl("peek/v1/requests", {
        ...range,
        q: scope.query,
        cursor: pageParam,
        limit: PAGE_SIZE,
      });
      return fetchJson<RequestsPage>(url, { signal });
    },
    initialPageParam: "",
    getNextPageParam: (page) => page.cursor,
  });
}

export function servicesQuery() {
  return queryOptions({
    queryKey: ["services"],
    queryFn: ({ signal }) => fetchJson<ServiceInfo[]>(apiUrl("peek/v1/services"), { signal }),
  });
}

export function statusQuery() {
  return queryOptions({
    queryKey: ["status"],
    queryFn: ({ signal }) => fetchJson<CollectorStatus>(apiUrl("peek/v1/status"), { signal }),
  });
}

export function absolute(range: RangeText): { from: number; to: number } {
  const resolved = resolveRange(range, Date.now());
  if (!resolved) throw new RangeError(`The time range ${range.from} … ${range.to} cannot be read.`);
  return resolved;
}
