import type { ComponentChildren, JSX } from "preact";
import type { SortState } from "../url-state/view-state.ts";

export interface Column<Row> {
  id: string;
  label: string;
  /** Numbers stand right. */
  numeric?: boolean;
  /** Which direction comes first. Default: of numbers the highest, of texts the first. */
  descendingFirst?: boolean;
  /** What the column sorts by; without it the column does not sort. Null sorts last. */
  value?: (row: Row) => number | string | null;
  render: (row: Row) => ComponentChildren;
}

interface DataTableProps<Row> {
  caption: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  sort?: SortState;
  onSort?: (sort: SortState) => void;
}

/** A table whose headers sort; the order itself belongs to the caller. */
export function DataTable<Row>(props: DataTableProps<Row>): JSX.Element {
  const { caption, columns, rows, rowKey, sort, onSort } = props;
  return (
    <div class="table-scroll">
      <table class="data-table">
        <caption class="visually-hidden">{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <HeaderCell key={column.id} column={column} sort={sort} onSort={onSort} />
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={rowKey(row)}>
              {columns.map((column) => (
                <td
                  key={column.id}
                  class={column.numeric ? "number" : undefined}
                  data-column={column.id}
                >
                  {column.render(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface HeaderCellProps<Row> {
  column: Column<Row>;
  sort: SortState | undefined;
  onSort: ((sort: SortState) => void) | undefined;
}

function HeaderCell<Row>({ column, sort, onSort }: HeaderCellProps<Row>): JSX.Element {
  const { id, label, numeric = false, descendingFirst = numeric, value } = column;
  const sorted = sort?.column === id ? sort : undefined;
  const direction = sorted ? (sorted.descending ? "descending" : "ascending") : undefined;
  return (
    <th
      scope="col"
      class={numeric ? "number" : undefined}
      data-column={id}
      aria-sort={value && onSort ? (direction ?? "none") : undefined}
    >
      {value && onSort ? (
        <button
          type="button"
          onClick={() =>
            onSort({ column: id, descending: sorted ? !sorted.descending : descendingFirst })
          }
        >
          {label}
          <span class="sort-mark" data-direction={direction} aria-hidden="true" />
        </button>
      ) : (
        label
      )}
    </th>
  );
}
