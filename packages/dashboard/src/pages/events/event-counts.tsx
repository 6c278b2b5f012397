import { keepPreviousData, useQuery } from "@tanstack/preact-query";
import type { ProductEventSeries } from "@peekjs/protocol";
import { useMemo } from "preact/hooks";
import type { JSX } from "preact";
import { eventCountsQuery, NAME_LIMIT } from "../../api/event-queries.ts";
import { TimeChart } from "../../charts/time-chart.tsx";
import { numberColumn } from "../../components/columns.tsx";
import { DataTable } from "../../components/data-table.tsx";
import type { Column } from "../../components/data-table.tsx";
import { LoadError, Loading } from "../../components/load-state.tsx";
import { sortRows } from "../../components/sort-rows.ts";
import { formatCompact, formatCount, NOTHING } from "../../format/number.ts";
import { describeRange, formatPer } from "../../format/time.ts";
import { useRefetchInterval } from "../../live/live-provider.tsx";
import { useViewState } from "../../url-state/use-view-state.ts";
import type { SortState } from "../../url-state/view-state.ts";
import { countSeries, kindOfSeries } from "./count-series.ts";
import { formatKind, labelOf, parseKind } from "./event-kind.ts";

const REFETCH_MS = 5_000;

const DEFAULT_SORT: SortState = { column: "events", descending: true };

/** Events by name: over time, and as a table. */
export function EventCounts(): JSX.Element {
  const { view, update } = useViewState();
  const refetchInterval = useRefetchInterval(REFETCH_MS);
  const { data, error } = useQuery({
    ...eventCountsQuery(view),
    refetchInterval,
    placeholderData: keepPreviousData,
  });
  const series = useMemo(() => (data ? countSeries(data) : []), [data]);
  if (error && !data) return <LoadError error={error} />;
  if (!data) return <Loading />;
  const rangeText = describeRange(view.range, Date.now());
  if (data.series.length === 0) return <NoEvents rangeText={rangeText} event={view.event} />;

  const isCut = data.series.length >= NAME_LIMIT;
  const sort = view.sort ?? DEFAULT_SORT;
  const columns = countColumns((event) => update({ event }));
  const value = columns.find(({ id }) => id === sort.column)?.value;
  return (
    <>
      <TimeChart
        title={`Events ${formatPer(data.step)}`}
        rangeText={rangeText}
        kind="stack"
        times={data.times}
        series={series}
        format={(count) => (count === null ? NOTHING : formatCount(count))}
        formatAxis={formatCompact}
        floor={4}
        integers
        onZoom={(from, to) => update({ range: { from: String(from), to: String(to) } })}
        onSelectSeries={(id) => update({ event: id === "" ? undefined : id })}
      />
      <section class="card" aria-label="Events by name">
        <header class="card-header">
          <h2>Events by name</h2>
          <p class="card-note">
            {isCut ? `the ${NAME_LIMIT} most frequent, ` : ""}
            {rangeText}
          </p>
        </header>
        <DataTable
          caption={`Events by name, ${rangeText}`}
          columns={columns}
          rows={value ? sortRows(data.series, value, sort) : data.series}
          rowKey={(row) => formatKind(kindOfSeries(row))}
          sort={sort}
          onSort={(next) => update({ sort: next })}
        />
      </section>
    </>
  );
}

function countColumns(select: (event: string) => void): Column<ProductEventSeries>[] {
  return [
    {
      id: "event",
      label: "Event",
      value: (row) => row.name ?? row.type,
      render: (row) => (
        <button
          type="button"
          class="cell-filter"
          title="Show only these"
          onClick={() => select(formatKind(kindOfSeries(row)))}
        >
          {row.name ?? <span class="muted">({row.type})</span>}
        </button>
      ),
    },
    { id: "type", label: "Type", value: (row) => row.type, render: (row) => row.type },
    numberColumn(
      "events",
      "Events",
      ({ total }) => formatCount(total),
      ({ total }) => total,
    ),
    numberColumn(
      "users",
      "Users",
      ({ users }) => formatCount(users),
      ({ users }) => users,
    ),
  ];
}

function NoEvents({
  rangeText,
  event,
}: {
  rangeText: string;
  event: string | undefined;
}): JSX.Element {
  const kind = parseKind(event);
  return (
    <div class="notice" role="status">
      <p>
        No product events {kind && <strong>{labelOf(kind)} </strong>}in the {rangeText}.
      </p>
      <p class="muted">
        <code>
          client.track({"{"} event, userId, properties {"}"})
        </code>{" "}
        sends one, and so do the clients of Segment, RudderStack, PostHog, Serla and Unisights.
      </p>
    </div>
  );
}
