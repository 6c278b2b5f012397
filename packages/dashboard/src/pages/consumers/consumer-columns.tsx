import type { TopRow, TopTotals } from "@peekjs/protocol";
import { FilterCell } from "../../components/cells.tsx";
import type { Column } from "../../components/data-table.tsx";
import { formatTerm } from "../../url-state/filter-terms.ts";
import { lastSeenColumn, trafficColumns } from "../traffic-columns.tsx";

export function consumerColumns(total: TopTotals, now: number): Column<TopRow>[] {
  return [
    {
      id: "consumer",
      label: "Consumer",
      value: (row) => row.name ?? row.key,
      render: (row) => (
        <FilterCell terms={[formatTerm("consumer", row.key ?? "")]}>
          {row.key === null ? (
            <span class="muted">(anonymous)</span>
          ) : (
            <span class="consumer">
              {row.name ?? row.key}
              {row.name !== undefined && row.name !== row.key && (
                <span class="muted"> {row.key}</span>
              )}
            </span>
          )}
        </FilterCell>
      ),
    },
    ...trafficColumns(total),
    lastSeenColumn(now),
  ];
}
