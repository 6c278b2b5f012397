import { keepPreviousData, useInfiniteQuery } from "@tanstack/preact-query";
import type { StoredProductEvent, StoredRequest, UserTimelineEntry } from "@peekjs/protocol";
import { useState } from "preact/hooks";
import type { JSX } from "preact";
import { timelineQuery } from "../../api/event-queries.ts";
import { Method, Status } from "../../components/cells.tsx";
import { timeColumn } from "../../components/columns.tsx";
import { DataTable } from "../../components/data-table.tsx";
import type { Column } from "../../components/data-table.tsx";
import { LoadError, Loading } from "../../components/load-state.tsx";
import { formatDuration } from "../../format/number.ts";
import { describeRange, formatDay, formatPreciseClock } from "../../format/time.ts";
import { useFirstPageInterval } from "../../live/use-first-page-interval.ts";
import { useViewState } from "../../url-state/use-view-state.ts";
import { EventDialog } from "./event-dialog.tsx";
import { kindOf, labelOf } from "./event-kind.ts";
import { MoreButton } from "../../components/more-button.tsx";

/** What a user did, and beside it the requests of the same consumer, the latest first. */
export function UserTimeline({ id }: { id: string }): JSX.Element {
  const { view } = useViewState();
  const [open, setOpen] = useState<StoredProductEvent>();
  const refetchInterval = useFirstPageInterval();
  const pages = useInfiniteQuery({
    ...timelineQuery(id, view),
    placeholderData: keepPreviousData,
    refetchInterval,
  });
  if (pages.error && !pages.data) return <LoadError error={pages.error} />;
  if (!pages.data) return <Loading />;
  const entries = pages.data.pages.flatMap((page) => page.entries);
  const rangeText = describeRange(view.range, Date.now());
  const isNarrowed = view.service !== undefined || view.environment !== undefined;
  return (
    <section class="card" aria-label="Timeline">
      <header class="card-header">
        <h2>Timeline</h2>
        <p class="card-note">
          {rangeText}, latest first{isNarrowed && ", of all services and environments"}
        </p>
      </header>
      {entries.length === 0 ? (
        <p class="card-footer muted">Nothing in the {rangeText}. Choose a longer range above.</p>
      ) : (
        <DataTable
          caption={`Timeline of ${id}, ${rangeText}, latest first`}
          columns={timelineColumns(setOpen)}
          rows={entries}
          rowKey={(entry) => `${entry.kind} ${recordOf(entry).id}`}
        />
      )}
      <MoreButton pages={pages} label="Load older entries" />
      {open && <EventDialog event={open} onClose={() => setOpen(undefined)} />}
    </section>
  );
}

function recordOf(entry: UserTimelineEntry): StoredProductEvent | StoredRequest {
  return entry.kind === "event" ? entry.event : entry.request;
}

function timelineColumns(open: (event: StoredProductEvent) => void): Column<UserTimelineEntry>[] {
  return [
    timeColumn(
      (entry) => recordOf(entry).timestamp,
      (time) => `${formatDay(time)} ${formatPreciseClock(time)}`,
    ),
    {
      id: "event",
      label: "Event",
      render: (entry) =>
        entry.kind === "event" && (
          <button
            type="button"
            class="cell-filter"
            aria-haspopup="dialog"
            onClick={() => open(entry.event)}
          >
            {labelOf(kindOf(entry.event))}
          </button>
        ),
    },
    {
      id: "request",
      label: "Request",
      render: (entry) => entry.kind === "request" && <RequestLine request={entry.request} />,
    },
    { id: "service", label: "Service", render: (entry) => recordOf(entry).service },
  ];
}

function RequestLine({ request }: { request: StoredRequest }): JSX.Element {
  const { method, path, route, status, outcome, durationMs } = request;
  return (
    <span class="timeline-request">
      <Status status={status} outcome={outcome} />
      <Method method={method} />
      <span class="route">{path ?? route ?? "(unmatched)"}</span>
      <span class="muted">{formatDuration(durationMs)}</span>
    </span>
  );
}
