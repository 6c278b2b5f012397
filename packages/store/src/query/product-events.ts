import type { DuckDBConnection, JS } from "@duckdb/node-api";
import type {
  ProductEvent,
  ProductEventScope,
  ProductEventsPage,
  ProductEventsQuery,
  StoredProductEvent,
} from "@peekjs/protocol";
import { PRODUCT_EVENT_TYPES } from "@peekjs/protocol";
import type { Database } from "../database/database.ts";
import { formatRequestId } from "../request-id.ts";
import { type Cursor, formatCursor, parseCursor } from "./cursor.ts";
import { Parameters } from "./parameters.ts";

/** The latest first. */
export async function productEvents(
  database: Database,
  connection: DuckDBConnection,
  query: ProductEventsQuery,
): Promise<ProductEventsPage> {
  const cursor = query.cursor === undefined ? undefined : parseCursor(query.cursor);
  const found = await findProductEvents(database, connection, query, query.limit + 1, cursor);
  const page = found.slice(0, query.limit);
  const answer: ProductEventsPage = { events: page.map(({ event }) => event) };
  const last = page.at(-1);
  if (last && found.length > page.length) answer.cursor = formatCursor(last);
  return answer;
}

export interface FoundProductEvent extends Cursor {
  event: StoredProductEvent;
}

/** Whose events: those that name one of the ids as user, or as device when they name no user. */
export interface OfUser {
  ids?: string[];
  /** Only those of this device or session, whoever used it. */
  device?: string;
}

export async function findProductEvents(
  database: Database,
  connection: DuckDBConnection,
  scope: ProductEventScope & OfUser,
  limit: number,
  cursor: Cursor | undefined,
): Promise<FoundProductEvent[]> {
  const parameters = new Parameters();
  const parts = database.files().map(({ catalog }) => {
    const after = cursor
      ? `AND (p.timestamp < ${parameters.time(cursor.timestamp)} OR (p.timestamp = ${parameters.time(cursor.timestamp)} AND p.id < ${parameters.id(cursor.id)}))`
      : "";
    return `
      SELECT p.id, epoch_ms(p.timestamp)::DOUBLE AS time, epoch_ms(p.received_at)::DOUBLE,
        s.value, e.value, p.event FROM (
        SELECT * FROM ${catalog}.product_events p
        WHERE ${productEventSql(scope, catalog, parameters)} ${after}
        ORDER BY p.timestamp DESC, p.id DESC LIMIT ${Math.floor(limit)}
      ) p
      LEFT JOIN ${catalog}.dictionary s ON s.id = p.service
      LEFT JOIN ${catalog}.dictionary e ON e.id = p.environment`;
  });
  const rows = await parameters.run(
    connection,
    `SELECT * FROM (${parts.join(" UNION ALL ")})
     ORDER BY time DESC, id DESC LIMIT ${Math.floor(limit)}`,
  );
  return rows.map(toFound);
}

/** A condition on the rows `p` of a file's `product_events`. */
export function productEventSql(
  { from, to, service, environment, type, name, ids, device }: ProductEventScope & OfUser,
  catalog: string,
  parameters: Parameters,
): string {
  const conditions = [
    `p.timestamp >= ${parameters.time(from)}`,
    `p.timestamp < ${parameters.time(to)}`,
  ];
  for (const [column, text] of Object.entries({ service, environment, name })) {
    if (text === undefined) continue;
    conditions.push(
      `p.${column} IN (SELECT id FROM ${catalog}.dictionary WHERE value = ${parameters.text(text)})`,
    );
  }
  if (type !== undefined) {
    conditions.push(`p.type = ${parameters.integer(PRODUCT_EVENT_TYPES.indexOf(type))}`);
  }
  if (ids !== undefined) conditions.push(ofUserSql(ids, parameters));
  if (device !== undefined) conditions.push(`p.anonymous_id = ${parameters.text(device)}`);
  return conditions.join(" AND ");
}

export function ofUserSql(ids: string[], parameters: Parameters): string {
  const list = parameters.texts(ids);
  return `(list_contains(${list}, p.user_id)
    OR (p.user_id IS NULL AND list_contains(${list}, p.anonymous_id)))`;
}

function toFound(row: JS[]): FoundProductEvent {
  const [id, timestamp, receivedAt, service, environment, json] = row as [
    bigint,
    number,
    number,
    string | null,
    string | null,
    string,
  ];
  const event: StoredProductEvent = {
    id: formatRequestId(id),
    service: service ?? "",
    environment: environment ?? "",
    receivedAt,
    ...(JSON.parse(json) as ProductEvent),
  };
  return { id, timestamp, event };
}
