import { useInfiniteQuery } from "@tanstack/preact-query";
import type { Session, StoredProductEvent } from "@peekjs/protocol";
import type { JSX } from "preact";
import { sessionTimelineQuery } from "../../api/session-queries.ts";
import { DataTable, type Column } from "../../components/data-table.tsx";
import { Dialog } from "../../components/dialog.tsx";
import { LoadError, Loading } from "../../components/load-state.tsx";
import { MoreButton } from "../../components/more-button.tsx";
import { formatPreciseClock, formatTimestamp } from "../../format/time.ts";
import { kindOf, labelOf } from "../events/event-kind.ts";
import { sessionFields } from "./session-fields.ts";

interface SessionDialogProps {
  session: Session;
  onClose: () => void;
}

/** Everything that is known of one session, and its events. */
export function SessionDialog({ session, onClose }: SessionDialogProps): JSX.Element {
  const pages = useInfiniteQuery(sessionTimelineQuery(session));
  const events = pages.data?.pages.flatMap((page) => page.events) ?? [];
  const latest = pages.data?.pages[0]?.session ?? session;
  return (
    <Dialog class="drawer" label={`Session ${session.id}`} title="Session" onClose={onClose}>
      <dl class="fields">
        {sessionFields(latest).map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <section class="part">
        <h3>Events</h3>
        {pages.error && !pages.data ? (
          <LoadError error={pages.error} />
        ) : pages.data ? (
          <DataTable
            caption="Events of this session, latest first"
            columns={EVENT_COLUMNS}
            rows={events}
            rowKey={({ id }) => id}
          />
        ) : (
          <Loading />
        )}
        <MoreButton pages={pages} label="Load older events" />
      </section>
    </Dialog>
  );
}

const EVENT_COLUMNS: Column<StoredProductEvent>[] = [
  {
    id: "time",
    label: "Time",
    render: ({ timestamp }) => (
      <time class="clock" title={formatTimestamp(timestamp)}>
        {formatPreciseClock(timestamp)}
      </time>
    ),
  },
  { id: "event", label: "Event", render: (event) => labelOf(kindOf(event)) },
];
