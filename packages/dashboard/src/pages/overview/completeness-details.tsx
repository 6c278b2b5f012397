import type { Completeness, InstanceCompleteness } from "@peekjs/protocol";
import type { JSX } from "preact";
import type { Column } from "../../components/data-table.tsx";
import { DataTable } from "../../components/data-table.tsx";
import { Dialog } from "../../components/dialog.tsx";
import { formatCount, NOTHING } from "../../format/number.ts";
import { formatAge, formatTimestamp } from "../../format/time.ts";
import { formatCompleteness, nameOf } from "./describe-completeness.ts";

interface CompletenessDetailsProps {
  completeness: Completeness;
  onClose: () => void;
}

/** The account of every client. */
export function CompletenessDetails({
  completeness: { instances },
  onClose,
}: CompletenessDetailsProps): JSX.Element {
  return (
    <Dialog title="Completeness" label="Completeness" class="drawer" onClose={onClose}>
      <p class="muted">
        Kept is what is stored of what each client accepted. Waiting is on the client’s disk or in
        its memory, and not yet due. Missing has neither arrived nor been given up.
      </p>
      <DataTable
        caption="Accounts of the clients"
        columns={columns(Date.now())}
        rows={instances}
        rowKey={({ instance, service, environment }) => `${instance} ${service} ${environment}`}
      />
    </Dialog>
  );
}

function columns(now: number): Column<InstanceCompleteness>[] {
  const count = (
    id: string,
    label: string,
    of: (row: InstanceCompleteness) => number,
  ): Column<InstanceCompleteness> => ({
    id,
    label,
    numeric: true,
    render: (row) => formatCount(of(row)),
  });
  return [
    {
      id: "instance",
      label: "Client",
      render: (row) => (
        <span title={[row.instance, row.environment, row.sdk].filter(Boolean).join(" · ")}>
          {nameOf(row)}
        </span>
      ),
    },
    {
      id: "complete",
      label: "Complete",
      numeric: true,
      render: ({ ratio }) => (ratio === null ? NOTHING : formatCompleteness(ratio)),
    },
    count("accepted", "Accepted", ({ accepted }) => accepted),
    count("kept", "Kept", ({ received, summarised }) => received + summarised),
    {
      id: "dropped",
      label: "Dropped",
      render: ({ dropped }) =>
        Object.entries(dropped)
          .map(([reason, each]) => `${formatCount(each)} ${reason}`)
          .join(", ") || NOTHING,
    },
    count("rejected", "Not valid", ({ rejected }) => rejected),
    {
      id: "missing",
      label: "Missing",
      numeric: true,
      render: ({ missing, gaps }) => (
        <span title={gaps.map((range) => range.join("–")).join(", ")}>{formatCount(missing)}</span>
      ),
    },
    count("lost", "Lost", ({ lost }) => lost),
    count("waiting", "Waiting", ({ waiting }) => waiting),
    {
      id: "last_seen",
      label: "Last seen",
      numeric: true,
      render: ({ lastSeen }) => (
        <time class="age" title={formatTimestamp(lastSeen)}>
          {formatAge(lastSeen, now)}
        </time>
      ),
    },
  ];
}
