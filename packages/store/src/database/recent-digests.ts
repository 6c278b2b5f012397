import type { DuckDBConnection } from "@duckdb/node-api";
import duckdb from "@duckdb/node-bindings";
import { MESSAGE_ID_WINDOW } from "@peekjs/protocol";
import type { LoadedState } from "../messages.ts";
import { MOST_MESSAGES } from "../recent-messages.ts";
import type { DataFile } from "./data-file.ts";

/** Bytes of a value, of either column. */
const WIDTH = 8;

/**
 * Digests of the messages that came in the 24 hours before the newest one, or before now where that is in the future.
 *
 * @param most Of more the newest are read.
 */
export async function recentDigests(
  connection: DuckDBConnection,
  files: DataFile[],
  most = MOST_MESSAGES,
): Promise<LoadedState["messages"]> {
  const tables = files.flatMap(({ catalog }) => [
    `${catalog}.product_events`,
    `${catalog}.erased_messages`,
  ]);
  const newest = await newestTime(connection, tables);
  const recent = selectSince(tables, Math.min(newest, Date.now()) - MESSAGE_ID_WINDOW);
  const counted = await connection.runAndReadAll(`SELECT count(*)::DOUBLE FROM (${recent})`);
  const [[count] = [0]] = counted.getRowsJS() as [number][];
  // They need no order, and to sort millions takes longer than all else.
  const order = count > most ? `ORDER BY received_at DESC LIMIT ${most}` : "";
  const result = await connection.stream(
    `SELECT message, epoch_ms(received_at)::DOUBLE FROM (${recent}) ${order}`,
  );
  const rows = Math.min(count, most);
  const digests = new BigUint64Array(rows);
  const receivedAt = new Float64Array(rows);
  const targets = [new Uint8Array(digests.buffer), new Uint8Array(receivedAt.buffer)];
  let offset = 0;
  for (let chunk = await result.fetchChunk(); chunk?.rowCount; chunk = await result.fetchChunk()) {
    const bytes = chunk.rowCount * WIDTH;
    // As they lie in DuckDB's memory: made into values of JavaScript, millions take seconds.
    for (const [index, target] of targets.entries()) {
      const vector = duckdb.data_chunk_get_vector(chunk.chunk, index);
      target.set(duckdb.vector_get_data(vector, bytes), offset);
    }
    offset += bytes;
  }
  return { digests, receivedAt };
}

/** When the newest row came, milliseconds since 1970; 0 where there is none. */
async function newestTime(
  connection: DuckDBConnection,
  tables: readonly string[],
): Promise<number> {
  const times = tables.map((table) => `SELECT max(received_at) AS received_at FROM ${table}`);
  const newest = await connection.runAndReadAll(
    `SELECT epoch_ms(max(received_at))::DOUBLE FROM (${times.join(" UNION ALL ")})`,
  );
  const [[time]] = newest.getRowsJS() as [[number | null]];
  return time ?? 0;
}

/** The bound is a literal of the column's type: with any other, DuckDB looks at every row. */
function selectSince(tables: readonly string[], start: number): string {
  const first = `epoch_ms(${start}::BIGINT)::TIMESTAMP_MS`;
  return tables
    .map(
      (table) =>
        `SELECT message, received_at FROM ${table} WHERE message IS NOT NULL AND received_at >= ${first}`,
    )
    .join(" UNION ALL ");
}
