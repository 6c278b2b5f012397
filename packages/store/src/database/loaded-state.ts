import type { DuckDBConnection } from "@duckdb/node-api";
import { MAX_CLIENTS } from "../accepted-numbers.ts";
import type { LoadedState } from "../messages.ts";
import { mergeIntervals } from "./compact.ts";
import type { DataFile } from "./data-file.ts";
import { recentDigests } from "./recent-digests.ts";

/** Reads back from the files what must be known before anything is taken. */
export async function loadedState(
  connection: DuckDBConnection,
  files: DataFile[],
): Promise<Omit<LoadedState, "oldest">> {
  const union = (select: (catalog: string) => string): string =>
    files.map(({ catalog }) => select(catalog)).join(" UNION ALL ");
  const loads = union((catalog) => `SELECT sequence, rows, whole FROM ${catalog}.loads`);
  const position = await connection.runAndReadAll(
    `SELECT sequence::DOUBLE, rows, whole FROM (${loads}) ORDER BY sequence DESC, rows DESC, whole DESC LIMIT 1`,
  );
  const keys = union((catalog) => `SELECT received_at, key FROM ${catalog}.idempotency_keys`);
  const idempotencyKeys = await connection.runAndReadAll(
    `SELECT key, epoch_ms(received_at)::DOUBLE FROM (SELECT * FROM (${keys}) ORDER BY received_at DESC LIMIT 100000) ORDER BY received_at`,
  );
  const [last] = position.getRowsJS() as [number, number, boolean][];
  return {
    position: last && { sequence: last[0], rows: last[1], whole: last[2] },
    accepted: await acceptedNumbers(connection, files),
    idempotencyKeys: (idempotencyKeys.getRowsJS() as [string, number][]).map(
      ([key, receivedAt]) => ({ key, receivedAt }),
    ),
    messages: await recentDigests(connection, files),
  };
}

async function acceptedNumbers(
  connection: DuckDBConnection,
  files: DataFile[],
): Promise<LoadedState["accepted"]> {
  const all = files.map(({ catalog }) => `SELECT * FROM ${catalog}.accepted`).join(" UNION ALL ");
  const reader = await connection.runAndReadAll(
    `SELECT instance, first::DOUBLE, last::DOUBLE FROM (
       SELECT *, max(received_at) OVER (PARTITION BY instance) AS seen FROM (${mergeIntervals(all)})
     ) QUALIFY dense_rank() OVER (ORDER BY seen DESC, instance) <= ${MAX_CLIENTS} ORDER BY seen`,
  );
  const [instances = [], first = [], last = []] = reader.getColumnsJS() as [
    string[]?,
    number[]?,
    number[]?,
  ];
  return {
    instances,
    first: Float64Array.from(first),
    last: Float64Array.from(last),
  };
}
