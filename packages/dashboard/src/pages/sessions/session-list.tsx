import { keepPreviousData, useInfiniteQuery } from "@tanstack/preact-query";
import type { Session, SessionOrder } from "@peekjs/protocol";
import { useState } from "preact/hooks";
import type { JSX } from "preact";
import { sessionsQuery } from "../../api/session-queries.ts";
import { DataTable } from "../../components/data-table.tsx";
import { LoadError } from "../../components/load-state.tsx";
import { MoreButton } from "../../components/more-button.tsx";
import { describeRange } from "../../format/time.ts";
import { useRefetchInterval } from "../../live/live-provider.tsx";
import { useViewState } from "../../url-state/use-view-state.ts";
import { sessionColumns } from "./session-columns.tsx";
import { SessionDialog } from "./session-dialog.tsx";

const REFETCH_MS = 5_000;

/** Single sessions, of all users or of one. Nothing where there are none. */
export function SessionList({ user }: { user?: string }): JSX.Element | null {
  const { view } = useViewState();
  const [order, setOrder] = useState<SessionOrder>("startedAt");
  const [open, setOpen] = useState<Session>();
  const interval = useRefetchInterval(REFETCH_MS);
  const pages = useInfiniteQuery({
    ...sessionsQuery(view, order, user),
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => ((state.data?.pages.length ?? 0) <= 1 ? interval : false),
  });
  if (pages.error && !pages.data) return <LoadError error={pages.error} />;
  const sessions = pages.data?.pages.flatMap((page) => page.sessions) ?? [];
  if (sessions.length === 0) return null;
  const rangeText = describeRange(view.range, Date.now());
  return (
    <section class="card" aria-label="Sessions">
      <header class="card-header">
        <h2>Sessions</h2>
        <p class="card-note">that began in the {rangeText}</p>
      </header>
      <DataTable
        caption={`Sessions that began in the ${rangeText}`}
        columns={sessionColumns(setOpen)}
        rows={sessions}
        rowKey={({ id, service, environment }) => JSON.stringify([id, service, environment])}
        sort={{ column: order, descending: true }}
        onSort={({ column }) => setOrder(column as SessionOrder)}
      />
      <MoreButton pages={pages} label="Load more sessions" />
      {open && <SessionDialog session={open} onClose={() => setOpen(undefined)} />}
    </section>
  );
}
