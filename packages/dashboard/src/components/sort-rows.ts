import type { SortState } from "../url-state/view-state.ts";

/** Sorts a copy by one value; rows without a value stand last in either direction. */
export function sortRows<Row>(
  rows: readonly Row[],
  value: (row: Row) => number | string | null,
  { descending }: SortState,
): Row[] {
  const sign = descending ? -1 : 1;
  return rows.toSorted((a, b) => {
    const left = value(a);
    const right = value(b);
    if (left === null || right === null) return Number(left === null) - Number(right === null);
    if (typeof left === "string" || typeof right === "string") {
      return sign * String(left).localeCompare(String(right), "en", { numeric: true });
    }
    return sign * (left - right);
  });
}
