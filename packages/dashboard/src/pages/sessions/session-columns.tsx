import type { Session, SessionOrder } from "@peekjs/protocol";
import type { Column } from "../../components/data-table.tsx";
import { formatCount, formatDuration, NOTHING } from "../../format/number.ts";
import { formatClock, formatDay, formatTimestamp } from "../../format/time.ts";

/** @param open called with the session that is asked for */
export function sessionColumns(open: (session: Session) => void): Column<Session>[] {
  return [
    {
      id: "startedAt" satisfies SessionOrder,
      label: "Began",
      value: ({ startedAt }) => startedAt,
      render: ({ startedAt }) => (
        <time class="clock" title={formatTimestamp(startedAt)}>
          {formatDay(startedAt)} {formatClock(startedAt, true)}
        </time>
      ),
    },
    {
      id: "event",
      label: "Entry page",
      render: (session) => (
        <button
          type="button"
          class="cell-filter"
          aria-haspopup="dialog"
          onClick={() => open(session)}
        >
          {session.entryPage ?? session.id}
        </button>
      ),
    },
    text("source", "UTM source", ({ source }) => source),
    text("device", "Device", ({ device, os }) => [device, os].filter(Boolean).join(", ")),
    number("durationMs", "Duration", (session) => formatDuration(session.durationMs)),
    number("scrollDepth", "Scrolled", ({ scrollDepth }) =>
      scrollDepth === undefined ? NOTHING : `${Math.round(scrollDepth)}%`,
    ),
    number("pageViews", "Pages", ({ pageViews }) => formatCount(pageViews)),
    number("clicks", "Clicks", ({ clicks }) => formatCount(clicks)),
    number("errors", "Errors", ({ errors }) => formatCount(errors)),
  ];
}

function text(
  id: string,
  label: string,
  of: (session: Session) => string | undefined,
): Column<Session> {
  return { id, label, render: (session) => of(session) ?? <span class="muted">{NOTHING}</span> };
}

function number(
  id: SessionOrder,
  label: string,
  render: (session: Session) => string,
): Column<Session> {
  return { id, label, numeric: true, value: (session) => session[id] ?? null, render };
}
