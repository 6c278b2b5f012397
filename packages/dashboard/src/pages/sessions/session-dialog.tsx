import { useInfiniteQuery } from "@tanstack/preact-query";
import type { StoredProductEvent } from "@peekjs/protocol";
import type { JSX } from "preact";
import { sessionTimelineQuery, type SessionKey } from "../../api/session-queries.ts";
import { timeColumn } from "../../components/columns.tsx";
import { DataTable, type Column } from "../../components/data-table.tsx";
import { Dialog } from "../../components/dialog.tsx";
import { FieldList } from "../../components/field-list.tsx";
import { LoadError, Loading } from "../../components/load-state.tsx";
import { MoreButton } from "../../components/more-button.tsx";
import { formatPreciseClock } from "../../format/time.ts";
import { kindOf, labelOf } from "../events/event-kind.ts";
import { sessionFields } from "./session-fields.ts";

interface SessionDialogProps {
  session: SessionKey;
  onClose: () => void;
}

/** Everything that is known of one session, and its events. */
export function SessionDialog({ session, onClose }: SessionDialogProps): JSX.Element {
  const pages = useInfiniteQuery(sessionTimelineQuery(session));
  const [first] = pages.data?.pages ?? [];
  return (
    <Dialog class="drawer" label={`Session ${session.id}`} title="Session" onClose={onClose}>
      {first ? (
        <>
          <FieldList fields={sessionFields(first.session)} />
          <section class="part">
            <h3>Events</h3>
            <DataTable
              caption="Events of this session, latest first"
              columns={EVENT_COLUMNS}
              rows={pages.data?.pages.flatMap((page) => page.events) ?? []}
              rowKey={({ id }) => id}
            />
            <MoreButton pages={pages} label="Load older events" />
          </section>
        </>
      ) : pages.error ? (
        <LoadError error={pages.error} />
      ) : (
        <Loading />
      )}
    </Dialog>
  );
}

const EVENT_COLUMNS: Column<StoredProductEvent>[] = [
  timeColumn(({ timestamp }) => timestamp, formatPreciseClock),
  { id: "event", label: "Event", render: (event) => labelOf(kindOf(event)) },
];
