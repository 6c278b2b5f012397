import type { TopRow, TopTotals } from "@peekjs/protocol";
import type { JSX } from "preact";
import { FilterCell, Method } from "../../components/cells.tsx";
import type { Column } from "../../components/data-table.tsx";
import { formatTerm } from "../../url-state/filter-terms.ts";
import { consumersColumn, lastSeenColumn, trafficColumns } from "../traffic-columns.tsx";

export function endpointColumns(total: TopTotals, now: number): Column<TopRow>[] {
  return [
    {
      id: "endpoint",
      label: "Endpoint",
      value: (row) => `${row.route ?? "~"} ${row.method ?? ""}`,
      render: (row) => <Endpoint method={row.method ?? ""} route={row.route ?? undefined} />,
    },
    ...trafficColumns(total),
    consumersColumn(),
    lastSeenColumn(now),
  ];
}

function Endpoint({ method, route }: { method: string; route: string | undefined }): JSX.Element {
  return (
    <FilterCell terms={[formatTerm("method", method), formatTerm("route", route ?? "")]}>
      <span class="endpoint">
        <Method method={method} />
        {route === undefined ? (
          <span class="muted">(unmatched)</span>
        ) : (
          <span class="route">{route}</span>
        )}
      </span>
    </FilterCell>
  );
}
