import { keepPreviousData, useInfiniteQuery } from "@tanstack/preact-query";
import type { StoredProductEvent } from "@peekjs/protocol";
import { useState } from "preact/hooks";
import type { JSX } from "preact";
import { eventsQuery } from "../../api/event-queries.ts";
import { timeColumn } from "../../components/columns.tsx";
import { DataTable } from "../../components/data-table.tsx";
import type { Column } from "../../components/data-table.tsx";
import { focusPage } from "../../components/focus-page.ts";
import { LoadError } from "../../components/load-state.tsx";
import { formatDay, formatPreciseClock } from "../../format/time.ts";
import { useFirstPageInterval } from "../../live/use-first-page-interval.ts";
import { useViewState } from "../../url-state/use-view-state.ts";
import { EventDialog } from "./event-dialog.tsx";
import { actorOf, kindOf, labelOf } from "./event-kind.ts";
import { MoreButton } from "../../components/more-button.tsx";

/** Single events, the latest first. */
export function RecentEvents(): JSX.Element | null {
  const { view, update } = useViewState();
  const [open, setOpen] = useState<StoredProductEvent>();
  const refetchInterval = useFirstPageInterval();
  const pages = useInfiniteQuery({
    ...eventsQuery(view),
    placeholderData: keepPreviousData,
    refetchInterval,
  });
  if (pages.error && !pages.data) return <LoadError error={pages.error} />;
  const events = pages.data?.pages.flatMap((page) => page.events) ?? [];
  if (events.length === 0) return null;
  return (
    <section class="card" aria-label="Recent events">
      <header class="card-header">
        <h2>Recent events</h2>
        <p class="card-note">latest first</p>
      </header>
      <DataTable
        caption="Recent events, latest first"
        columns={eventColumns(setOpen, (user) => {
          update({ user });
          focusPage();
        })}
        rows={events}
        rowKey={({ id }) => id}
      />
      <MoreButton pages={pages} label="Load older events" />
      {open && <EventDialog event={open} onClose={() => setOpen(undefined)} />}
    </section>
  );
}

function eventColumns(
  open: (event: StoredProductEvent) => void,
  showUser: (id: string) => void,
): Column<StoredProductEvent>[] {
  return [
    timeColumn(
      ({ timestamp }) => timestamp,
      (time) => `${formatDay(time)} ${formatPreciseClock(time)}`,
    ),
    {
      id: "event",
      label: "Event",
      render: (event) => (
        <button
          type="button"
          class="cell-filter"
          aria-haspopup="dialog"
          onClick={() => open(event)}
        >
          {labelOf(kindOf(event))}
        </button>
      ),
    },
    {
      id: "user",
      label: "User",
      render: (event) => {
        const actor = actorOf(event);
        if (actor === undefined) return <span class="muted">(nobody)</span>;
        return (
          <button
            type="button"
            class="cell-filter"
            title="Show the timeline"
            onClick={() => showUser(actor)}
          >
            {actor}
          </button>
        );
      },
    },
    { id: "service", label: "Service", render: ({ service }) => service },
  ];
}
