import { keepPreviousData, useInfiniteQuery } from "@tanstack/preact-query";
import type { Session } from "@peekjs/protocol";
import { useState } from "preact/hooks";
import type { JSX } from "preact";
import { sessionSort, sessionsQuery } from "../../api/session-queries.ts";
import { DataTable } from "../../components/data-table.tsx";
import { LoadError } from "../../components/load-state.tsx";
import { MoreButton } from "../../components/more-button.tsx";
import { describeRange } from "../../format/time.ts";
import { useFirstPageInterval } from "../../live/use-first-page-interval.ts";
import { useViewState } from "../../url-state/use-view-state.ts";
import { sessionColumns } from "./session-columns.tsx";
import { SessionDialog } from "./session-dialog.tsx";

/** Single sessions, of all users or of one. Nothing where there are none. */
export function SessionList({ user }: { user?: string }): JSX.Element | null {
  const { view, update } = useViewState();
  const [chosen, setChosen] = useState<Session>();
  const refetchInterval = useFirstPageInterval();
  const pages = useInfiniteQuery({
    ...sessionsQuery(view, user),
    placeholderData: keepPreviousData,
    refetchInterval,
  });
  const { session: id, service, environment } = view;
  const dialog = id !== undefined && (
    <SessionDialog
      key={id}
      session={chosen?.id === id ? chosen : { id, service, environment }}
      onClose={() => update({ session: undefined })}
    />
  );
  if (pages.error && !pages.data) return <LoadError error={pages.error} />;
  const sessions = pages.data?.pages.flatMap((page) => page.sessions) ?? [];
  if (sessions.length === 0) return dialog || null;
  const rangeText = describeRange(view.range, Date.now());
  return (
    <section class="card" aria-label="Sessions">
      <header class="card-header">
        <h2>Sessions</h2>
        <p class="card-note">that began in the {rangeText}</p>
      </header>
      <DataTable
        caption={`Sessions that began in the ${rangeText}`}
        columns={sessionColumns((session) => {
          setChosen(session);
          update({ session: session.id });
        })}
        rows={sessions}
        rowKey={({ id, service, environment }) => JSON.stringify([id, service, environment])}
        sort={sessionSort(view)}
        onSort={(sort) => update({ sessions: sort })}
      />
      <MoreButton pages={pages} label="Load more sessions" />
      {dialog}
    </section>
  );
}
