import type { RequestColumns } from "@peekjs/protocol";

/** The rows at `positions`, with the same dictionary. */
export function selectRequests(columns: RequestColumns, positions: Uint32Array): RequestColumns {
  const mapColumns = <T>(
    source: { [field: string]: T | undefined },
    select: (column: T) => T,
  ): { [field: string]: T } =>
    Object.fromEntries(
      Object.entries(source).flatMap(([field, column]) =>
        column === undefined ? [] : [[field, select(column)]],
      ),
    );
  return {
    count: positions.length,
    index: positions.map((position) => columns.index[position]!),
    timestamp: Float64Array.from(positions, (position) => columns.timestamp[position]!),
    strings: columns.strings,
    text: mapColumns(columns.text, (column) =>
      Int32Array.from(positions, (position) => column[position]!),
    ),
    number: mapColumns(columns.number, (column) =>
      Float64Array.from(positions, (position) => column[position]!),
    ),
    object: mapColumns(columns.object, (column) =>
      Array.from(positions, (position) => column[position] ?? null),
    ),
  };
}
