import type { TopRow, TopTotals } from "@peekjs/protocol";
import { FailureRate, Share } from "../components/cells.tsx";
import type { Column } from "../components/data-table.tsx";
import { formatCount, formatDuration, NOTHING } from "../format/number.ts";
import { formatAge, formatTimestamp } from "../format/time.ts";

export function rowKeyOf(row: TopRow): string {
  return `${row.method ?? ""} ${row.key ?? ""}`;
}

const share = (part: number, of: number): number => (of === 0 ? 0 : part / of);

/** The columns that a table of endpoints and one of consumers have in common. */
export function trafficColumns(total: TopTotals): Column<TopRow>[] {
  return [
    {
      id: "requests",
      label: "Requests",
      numeric: true,
      value: (row) => row.requests,
      render: (row) => formatCount(row.requests),
    },
    {
      id: "share",
      label: "Share",
      numeric: true,
      render: (row) => <Share part={row.requests} of={total.requests} />,
    },
    {
      id: "4xx",
      label: "4xx",
      numeric: true,
      value: (row) => share(row.clientErrors, row.requests),
      render: (row) => <FailureRate failed={row.clientErrors} of={row.requests} kind="4" />,
    },
    {
      id: "5xx",
      label: "5xx",
      numeric: true,
      value: (row) => share(row.serverErrors, row.requests),
      render: (row) => <FailureRate failed={row.serverErrors} of={row.requests} kind="5" />,
    },
    latencyColumn("p50"),
    latencyColumn("p95"),
    latencyColumn("p99"),
  ];
}

export function lastSeenColumn(now: number): Column<TopRow> {
  return {
    id: "last_seen",
    label: "Last seen",
    numeric: true,
    value: (row) => row.lastSeen,
    render: (row) => (
      <time class="age" title={formatTimestamp(row.lastSeen)}>
        {formatAge(row.lastSeen, now)}
      </time>
    ),
  };
}

export function consumersColumn(): Column<TopRow> {
  return {
    id: "consumers",
    label: "Consumers",
    numeric: true,
    value: (row) => row.consumers ?? null,
    render: (row) => (row.consumers === undefined ? NOTHING : formatCount(row.consumers)),
  };
}

function latencyColumn(percentile: "p50" | "p95" | "p99"): Column<TopRow> {
  return {
    id: percentile,
    label: percentile,
    numeric: true,
    value: (row) => row[percentile],
    render: (row) => formatDuration(row[percentile]),
  };
}
