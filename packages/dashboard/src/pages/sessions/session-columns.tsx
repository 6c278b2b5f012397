import type { Session, SessionOrder } from "@peekjs/protocol";
import type { JSX } from "preact";
import { numberColumn, timeColumn } from "../../components/columns.tsx";
import type { Column } from "../../components/data-table.tsx";
import { formatCount, formatDuration, NOTHING } from "../../format/number.ts";
import { formatClock, formatDay } from "../../format/time.ts";
import { pagePath } from "./page-path.ts";

/** @param open called with the session that is asked for */
export function sessionColumns(open: (session: Session) => void): Column<Session>[] {
  return [
    {
      ...timeColumn<Session>(
        ({ startedAt }) => startedAt,
        (time) => `${formatDay(time)} ${formatClock(time, true)}`,
      ),
      id: "startedAt" satisfies SessionOrder,
      label: "Began",
      descendingFirst: true,
      value: ({ startedAt }) => startedAt,
    },
    {
      id: "event",
      label: "Entry page",
      render: (session) => (
        <button
          type="button"
          class="cell-filter"
          aria-haspopup="dialog"
          title={session.entryPage}
          onClick={() => open(session)}
        >
          {session.entryPage === undefined ? session.id : pagePath(session.entryPage)}
        </button>
      ),
    },
    text("source", "UTM source", ({ source }) => source),
    text("device", "Device", ({ device, os }) => [device, os].filter(Boolean).join(", ")),
    number("durationMs", "Duration", ({ durationMs }) =>
      durationMs === 0 ? NOTHING : formatDuration(durationMs),
    ),
    number("scrollDepth", "Scrolled", ({ scrollDepth }) =>
      scrollDepth === undefined ? NOTHING : `${Math.round(scrollDepth)}%`,
    ),
    number("pageViews", "Pages", ({ pageViews }) => formatCount(pageViews)),
    number("clicks", "Clicks", ({ clicks }) => formatCount(clicks)),
    number("errors", "Errors", ({ errors }) => <Errors count={errors} />),
  ];
}

/** Errors of a page's scripts: quiet at zero, marked when there are some. */
export function Errors({ count }: { count: number }): JSX.Element {
  return (
    <span class="rate" data-class="5" data-some={count > 0}>
      {formatCount(count)}
    </span>
  );
}

function text(
  id: string,
  label: string,
  of: (session: Session) => string | undefined,
): Column<Session> {
  return { id, label, render: (session) => of(session) || <span class="muted">{NOTHING}</span> };
}

function number(
  id: SessionOrder,
  label: string,
  render: Column<Session>["render"],
): Column<Session> {
  return numberColumn(id, label, render, (session) => session[id] ?? null);
}
