import type { DuckDBConnection } from "@duckdb/node-api";
import type { LoadedState } from "../messages.ts";
import { mergeIntervals } from "./compact.ts";
import type { DataFile } from "./data-file.ts";

/** Reads back from the files what must be known before anything is taken. */
export async function loadedState(
  connection: DuckDBConnection,
  files: DataFile[],
): Promise<LoadedState> {
  if (files.length === 0) return { position: undefined, accepted: [], idempotencyKeys: [] };
  const union = (select: (catalog: string) => string): string =>
    files.map(({ catalog }) => select(catalog)).join(" UNION ALL ");
  const loads = union((catalog) => `SELECT sequence, rows, whole FROM ${catalog}.loads`);
  const position = await connection.runAndReadAll(
    `SELECT sequence::DOUBLE, rows, whole FROM (${loads}) ORDER BY sequence DESC, rows DESC, whole DESC LIMIT 1`,
  );
  const accepted = await connection.runAndReadAll(
    `SELECT instance, first::DOUBLE, last::DOUBLE FROM (${mergeIntervals(union((catalog) => `SELECT * FROM ${catalog}.accepted`))})`,
  );
  const keys = union((catalog) => `SELECT received_at, key FROM ${catalog}.idempotency_keys`);
  const idempotencyKeys = await connection.runAndReadAll(
    `SELECT key FROM (SELECT * FROM (${keys}) ORDER BY received_at DESC LIMIT 100000) ORDER BY received_at`,
  );
  const [last] = position.getRowsJS() as [number, number, boolean][];
  return {
    position: last && { sequence: last[0], rows: last[1], whole: last[2] },
    accepted: (accepted.getRowsJS() as [string, number, number][]).map(
      ([instance, first, lastNumber]) => ({ instance, first, last: lastNumber }),
    ),
    idempotencyKeys: idempotencyKeys.getRowsJS().map(([key]) => key as string),
  };
}
