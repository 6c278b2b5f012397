import type { DuckDBConnection, JS } from "@duckdb/node-api";
import type { RequestsPage, RequestsQuery, StoredRequest } from "@peekjs/protocol";
import type { Database } from "../database/database.ts";
import type { DataFile } from "../database/data-file.ts";
import {
  CONSUMER_SOURCE_CODES,
  DICTIONARY_COLUMNS,
  OUTCOME_CODES,
  TEXT_COLUMNS,
} from "../database/schema.ts";
import { formatRequestId } from "../request-id.ts";
import type { Cursor } from "./cursor.ts";
import { formatCursor, parseCursor } from "./cursor.ts";
import { checkFilter, filterSql } from "./filter-sql.ts";
import { Parameters } from "./parameters.ts";

export interface FoundRequest extends Cursor {
  request: StoredRequest;
}

/** Newest first, newest file first; a file is opened only while it may hold something newer than what was found. */
export async function requests(
  database: Database,
  connection: DuckDBConnection,
  query: RequestsQuery,
): Promise<RequestsPage> {
  checkFilter(query.filter);
  const cursor = query.cursor === undefined ? undefined : parseCursor(query.cursor);
  const found = await findRequests(database, connection, query, cursor);
  const page = found.slice(0, query.limit);
  const answer: RequestsPage = { requests: page.map(({ request }) => request) };
  const last = page.at(-1);
  if (last && found.length > page.length) answer.cursor = formatCursor(last);
  return answer;
}

/** Requests of one of these consumers; of any when absent. */
interface OfConsumers {
  consumers?: string[];
}

/** One more than the limit, where there are as many. */
export async function findRequests(
  database: Database,
  connection: DuckDBConnection,
  query: RequestsQuery & OfConsumers,
  cursor: Cursor | undefined,
): Promise<FoundRequest[]> {
  const to = cursor ? Math.min(query.to, cursor.timestamp + 1) : query.to;
  let found: FoundRequest[] = [];
  for (const file of database.filesBetween(query.from, to)) {
    const oldest = found.length > query.limit ? found.at(-1)!.timestamp : Number.NEGATIVE_INFINITY;
    if (file.newest < oldest) break;
    found.push(...(await readFile(connection, file, { ...query, to }, cursor)));
    found = found.sort(newestFirst).slice(0, query.limit + 1);
  }
  return found;
}

function newestFirst(a: Cursor, b: Cursor): number {
  return b.timestamp - a.timestamp || (a.id < b.id ? 1 : -1);
}

const CODES = ["status", "outcome", "consumer_source"];
const NUMBERS = ["duration_ms", "ttfb_ms", "handler_ms", "request_bytes", "response_bytes"];
const COLUMNS = [
  "id",
  "epoch_ms(timestamp)::DOUBLE AS timestamp",
  ...DICTIONARY_COLUMNS.filter((name) => name !== "service_version"),
  ...CODES,
  ...NUMBERS.map((name) => `${name}::DOUBLE AS ${name}`),
  "replace(trace_id::VARCHAR, '-', '') AS trace_id",
  "lower(lpad(hex(span_id), 16, '0')) AS span_id",
  ...TEXT_COLUMNS,
];

async function readFile(
  connection: DuckDBConnection,
  { catalog }: DataFile,
  { from, to, filter, limit, consumers }: RequestsQuery & OfConsumers,
  cursor: Cursor | undefined,
): Promise<FoundRequest[]> {
  const parameters = new Parameters();
  const after = cursor
    ? `AND (r.timestamp < ${parameters.time(cursor.timestamp)} OR r.id < ${parameters.id(cursor.id)})`
    : "";
  const ofConsumers = consumers
    ? `AND r.consumer IN (SELECT id FROM ${catalog}.dictionary
         WHERE value IN (SELECT unnest(${parameters.texts(consumers)})))`
    : "";
  const rows = await parameters.run(
    connection,
    `SELECT ${COLUMNS.join(", ")} FROM (
       SELECT * FROM ${catalog}.requests r
       WHERE r.timestamp >= ${parameters.time(from)} AND r.timestamp < ${parameters.time(to)} ${after}
         AND ${filterSql(filter, catalog, parameters)} ${ofConsumers}
       ORDER BY r.timestamp DESC, r.id DESC LIMIT ${Math.floor(limit) + 1}
     ) ORDER BY timestamp DESC, id DESC`,
  );
  const named = rows.map((row) =>
    Object.fromEntries(NAMES.map((name, index) => [name, row[index]])),
  );
  const texts = await textsOf(connection, catalog, named);
  return named.map((row) => {
    const id = row.id as bigint;
    return { id, timestamp: row.timestamp as number, request: toRequest(row, texts) };
  });
}

const NAMES = COLUMNS.map((column) => column.split(" AS ").at(-1)!);

type Row = Record<string, JS | undefined>;

async function textsOf(
  connection: DuckDBConnection,
  catalog: string,
  rows: Row[],
): Promise<Map<unknown, string>> {
  const ids = new Set(rows.flatMap((row) => DICTIONARY_COLUMNS.map((name) => row[name])));
  const parameters = new Parameters();
  const wanted = parameters.integers([...ids].filter((id): id is number => typeof id === "number"));
  const found = await parameters.run(
    connection,
    `SELECT id, value FROM ${catalog}.dictionary WHERE id IN (SELECT unnest(${wanted}))`,
  );
  return new Map(found as [number, string][]);
}

function toRequest(row: Row, texts: Map<unknown, string>): StoredRequest {
  const fields: Record<string, unknown> = { id: formatRequestId(row.id as bigint) };
  for (const name of NAMES) {
    if (name === "id") continue;
    const value = (DICTIONARY_COLUMNS as readonly string[]).includes(name)
      ? texts.get(row[name])
      : codeText(name, row[name]);
    if (value === undefined || value === null) continue;
    const isObject = name.endsWith("_headers") || name === "metadata";
    fields[camelCase(name)] = isObject ? (JSON.parse(value as string) as unknown) : value;
  }
  return { service: "", environment: "", ...fields } as unknown as StoredRequest;
}

/** `completed` is what an absent outcome means, and is left out. */
function codeText(name: string, value: JS | undefined): unknown {
  if (!CODES.includes(name)) return value;
  if (value === 0) return undefined;
  if (name === "outcome") return OUTCOME_CODES[value as number];
  return name === "consumer_source" ? CONSUMER_SOURCE_CODES[(value as number) - 1] : value;
}

function camelCase(name: string): string {
  return name.replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}
