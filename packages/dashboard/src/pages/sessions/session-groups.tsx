import type {
  SessionCounts,
  SessionDimension,
  SessionGroup,
  SessionSummary,
} from "@peekjs/protocol";
import type { JSX } from "preact";
import { numberColumn } from "../../components/columns.tsx";
import type { Column } from "../../components/data-table.tsx";
import { DataTable } from "../../components/data-table.tsx";
import { formatCount, formatDuration, formatRate } from "../../format/number.ts";
import { Errors } from "./session-columns.tsx";
import { DIMENSION_LABELS } from "./session-dimensions.ts";
import { formatVital } from "./format-vital.ts";

interface SessionGroupsProps {
  summary: SessionSummary;
  onChoose: (by: SessionDimension) => void;
}

/** What all sessions have in common, and how those with one source, device or page differ. */
export function SessionGroups({ summary, onChoose }: SessionGroupsProps): JSX.Element {
  const { by, groups } = summary;
  const label = DIMENSION_LABELS[by] ?? by;
  return (
    <section class="card" aria-label="Sessions by">
      <header class="card-header">
        <h2>Sessions by</h2>
        <select
          aria-label="Group sessions by"
          value={by}
          onChange={(event) => onChoose(event.currentTarget.value as SessionDimension)}
        >
          {Object.entries(DIMENSION_LABELS).map(([value, text]) => (
            <option key={value} value={value}>
              {text}
            </option>
          ))}
        </select>
        <p class="card-note">{describeSessions(summary)}</p>
      </header>
      <DataTable
        caption={`Sessions by ${label}`}
        columns={groupColumns(label)}
        rows={groups}
        rowKey={({ value }) => JSON.stringify(value)}
      />
    </section>
  );
}

/** E.g. `120 sessions, 38% bounced, LCP 1.2 s, CLS 0.05 (75th percentile)`. */
function describeSessions({ total, vitals }: SessionSummary): string {
  const measured = Object.entries(vitals).map(([name, { p75 }]) => formatVital(name, p75));
  const sessions = `${formatCount(total.sessions)} session${total.sessions === 1 ? "" : "s"}`;
  const facts = [sessions, `${formatBounces(total)} bounced`];
  const percentiles = measured.length === 0 ? "" : " (75th percentile)";
  return [...facts, ...measured].join(", ") + percentiles;
}

function formatBounces({ bounces, sessions }: SessionCounts): string {
  return formatRate(sessions === 0 ? null : bounces / sessions);
}

function groupColumns(label: string): Column<SessionGroup>[] {
  return [
    {
      id: "event",
      label,
      render: ({ value }) => value ?? <span class="muted">(none)</span>,
    },
    numberColumn("sessions", "Sessions", ({ sessions }) => formatCount(sessions)),
    numberColumn("bounced", "Bounced", formatBounces),
    numberColumn("duration", "Duration", ({ durationMs }) => formatDuration(durationMs)),
    numberColumn("pages", "Pages", ({ pageViews }) => formatCount(pageViews)),
    numberColumn("errors", "Errors", ({ errors }) => <Errors count={errors} />),
  ];
}
