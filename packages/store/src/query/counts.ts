import type { DuckDBConnection } from "@duckdb/node-api";
import { OUTCOME_CODES } from "../database/schema.ts";
import { Parameters } from "./parameters.ts";
import { rankedSql, type Ranking } from "./ranking.ts";
import type { Grouping } from "./relation.ts";
import { groupColumns, unionOfParts } from "./relation.ts";
import type { Segment } from "./source.ts";

/** What is added up for one key and interval. */
export interface Counts {
  key: (string | null)[];
  /** Start of the interval, milliseconds since 1970. */
  time: number;
  requests: number;
  clientErrors: number;
  serverErrors: number;
  requestBytes: number;
  responseBytes: number;
  lastSeen: number;
}

const SERVER_ABORT = OUTCOME_CODES.indexOf("server_abort");

/** Of all keys, or of those that come first in an order. */
export async function readCounts(
  connection: DuckDBConnection,
  grouping: Grouping,
  ranking?: Ranking,
): Promise<Counts[]> {
  const parameters = new Parameters();
  const parts = unionOfParts(grouping, parameters, countColumns);
  if (parts === undefined) return [];
  const columns = groupColumns(grouping);
  const counts = `
    SELECT ${columns.replace(/t$/, "t::DOUBLE AS t")}, sum(requests)::DOUBLE AS requests,
      sum(client_errors)::DOUBLE AS client_errors, sum(server_errors)::DOUBLE AS server_errors,
      coalesce(sum(request_bytes), 0)::DOUBLE AS request_bytes,
      coalesce(sum(response_bytes), 0)::DOUBLE AS response_bytes, max(last_seen)::DOUBLE AS last_seen
    FROM (${parts}) GROUP BY ${columns}`;
  const rows = await parameters.run(
    connection,
    ranking === undefined ? counts : rankedSql(counts, ranking, grouping, parameters),
  );
  const width = grouping.keys.length;
  return rows.map((row) => {
    const numbers = row.slice(width) as number[];
    return {
      key: row.slice(0, width) as (string | null)[],
      time: numbers[0]!,
      requests: numbers[1]!,
      clientErrors: numbers[2]!,
      serverErrors: numbers[3]!,
      requestBytes: numbers[4]!,
      responseBytes: numbers[5]!,
      lastSeen: numbers[6]!,
    };
  });
}

function countColumns({ source }: Segment): { columns: string } {
  const count = source === "requests" ? "1" : "r.requests";
  const seen = source === "requests" ? "r.timestamp" : "r.last_seen";
  const columns = `
    sum(${count}) AS requests,
    coalesce(sum(${count}) FILTER (r.status BETWEEN 400 AND 499), 0) AS client_errors,
    coalesce(sum(${count}) FILTER (r.status >= 500 OR r.outcome = ${SERVER_ABORT}), 0) AS server_errors,
    sum(r.request_bytes) AS request_bytes, sum(r.response_bytes) AS response_bytes,
    max(epoch_ms(${seen})) AS last_seen`;
  return { columns };
}
