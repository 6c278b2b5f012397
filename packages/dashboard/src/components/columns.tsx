import type { ComponentChildren } from "preact";
import { formatTimestamp } from "../format/time.ts";
import type { Column } from "./data-table.tsx";

/** When something was: as `format` shows it, and in full under the pointer. */
export function timeColumn<Row>(
  of: (row: Row) => number,
  format: (time: number) => string,
): Column<Row> {
  return {
    id: "time",
    label: "Time",
    render: (row) => (
      <time class="clock" title={formatTimestamp(of(row))}>
        {format(of(row))}
      </time>
    ),
  };
}

/** @param value what the column sorts by; without it the column does not sort */
export function numberColumn<Row>(
  id: string,
  label: string,
  render: (row: Row) => ComponentChildren,
  value?: (row: Row) => number | null,
): Column<Row> {
  return { id, label, numeric: true, render, ...(value && { value }) };
}
