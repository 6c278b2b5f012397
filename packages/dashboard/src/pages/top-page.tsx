import { keepPreviousData, useQuery } from "@tanstack/preact-query";
import type { Dimension, TopOrder, TopRow, TopTotals } from "@peekjs/protocol";
import type { ComponentChildren, JSX } from "preact";
import { topQuery } from "../api/queries.ts";
import { scopeOf } from "../api/scope.ts";
import { DataTable } from "../components/data-table.tsx";
import type { Column } from "../components/data-table.tsx";
import { LoadError, Loading } from "../components/load-state.tsx";
import { NoMatches } from "../components/no-matches.tsx";
import { sortRows } from "../components/sort-rows.ts";
import { formatCount } from "../format/number.ts";
import { describeRange } from "../format/time.ts";
import { useRefetchInterval } from "../live/live-provider.tsx";
import { useViewState } from "../url-state/use-view-state.ts";
import type { SortState } from "../url-state/view-state.ts";
import { rowKeyOf } from "./traffic-columns.tsx";

interface TopPageProps {
  title: string;
  dimension: Dimension;
  /** What one row is, in the plural. */
  noun: string;
  columns: (total: TopTotals, now: number) => Column<TopRow>[];
  /** Said when no row has a key. */
  hint?: ComponentChildren;
}

const ROW_LIMIT = 200;

const DEFAULT_SORT: SortState = { column: "requests", descending: true };

/** By which of the store's orders the rows are chosen, where a column has one. */
const ORDERS: Partial<Record<string, TopOrder>> = {
  requests: "requests",
  "4xx": "client_error_rate",
  "5xx": "error_rate",
  p50: "p50",
  p95: "p95",
  p99: "p99",
  last_seen: "last_seen",
};

/** A sortable table of one dimension over the whole range. */
export function TopPage({ title, dimension, noun, columns, hint }: TopPageProps): JSX.Element {
  const { view, update } = useViewState();
  const sort = view.sort ?? DEFAULT_SORT;
  const order = (sort.descending && ORDERS[sort.column]) || "requests";
  const refetchInterval = useRefetchInterval(10_000);
  const { data, error, isPlaceholderData } = useQuery({
    ...topQuery(scopeOf(view), dimension, order, ROW_LIMIT),
    refetchInterval,
    placeholderData: keepPreviousData,
  });
  if (error && !data) return <LoadError error={error} />;
  if (!data) return <Loading />;
  if (data.total.requests === 0) return <NoMatches />;

  const now = Date.now();
  const shown = columns(data.total, now);
  const value = shown.find(({ id }) => id === sort.column)?.value;
  const rows = value ? sortRows(data.rows, value, sort) : data.rows;
  const named = data.rows.filter((row) => row.key !== null).length;
  return (
    <div class="page" data-stale={isPlaceholderData}>
      {named === 0 && hint}
      <section class="card" aria-label={title}>
        <header class="card-header">
          <h2>{title}</h2>
          <p class="card-note">
            {data.rows.length >= ROW_LIMIT ? `first ${ROW_LIMIT} ` : `${formatCount(named)} `}
            {noun}, {formatCount(data.total.requests)} requests in the{" "}
            {describeRange(view.range, now)}
          </p>
        </header>
        <DataTable
          caption={`${title}, ${describeRange(view.range, now)}`}
          columns={shown}
          rows={rows}
          rowKey={rowKeyOf}
          sort={sort}
          onSort={(next) => update({ sort: next })}
        />
      </section>
    </div>
  );
}
