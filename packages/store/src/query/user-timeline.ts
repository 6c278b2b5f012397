import type { DuckDBConnection } from "@duckdb/node-api";
import type { Filter, UserTimeline, UserTimelineEntry, UserTimelineQuery } from "@peekjs/protocol";
import type { Database } from "../database/database.ts";
import { type Cursor, cursorError, formatCursor, parseCursor } from "./cursor.ts";
import { findProductEvents } from "./product-events.ts";
import { findRequests } from "./requests.ts";
import { userIds } from "./user-ids.ts";

interface Found extends Cursor {
  entry: UserTimelineEntry;
}

/** A user's events, and the requests whose consumer the user is, the latest first. */
export async function userTimeline(
  database: Database,
  connection: DuckDBConnection,
  { id, from, to, service, environment, limit, cursor: text }: UserTimelineQuery,
): Promise<UserTimeline> {
  const after = text === undefined ? undefined : parseTimelineCursor(text);
  const { users, devices } = await userIds(connection, database.files(), id);
  const range = { from, to };
  const source = { service, environment };
  const scope = { ...range, ...source, ids: [...users, ...devices] };
  const events = await findProductEvents(database, connection, scope, limit + 1, after?.event);
  const found: Found[] = events.map(({ event, ...position }) => ({
    ...position,
    entry: { kind: "event", event },
  }));
  const ofUser = { ...range, filter: sourceFilter(source), limit, consumers: users };
  const requests = await findRequests(database, connection, ofUser, after?.request);
  for (const { request, ...position } of requests) {
    found.push({ ...position, entry: { kind: "request", request } });
  }
  found.sort((a, b) => b.timestamp - a.timestamp || (a.id < b.id ? 1 : -1));
  const page = found.slice(0, limit);
  const answer: UserTimeline = { entries: page.map(({ entry }) => entry) };
  if (found.length > page.length) {
    const last = (kind: "event" | "request"): Cursor | undefined =>
      page.findLast(({ entry }) => entry.kind === kind) ?? after?.[kind];
    answer.cursor = formatTimelineCursor({ event: last("event"), request: last("request") });
  }
  return answer;
}

function sourceFilter(source: Pick<UserTimelineQuery, "service" | "environment">): Filter {
  return (["service", "environment"] as const).flatMap((field) => {
    const value = source[field];
    return value === undefined ? [] : [{ field, operator: "=", value, negated: false } as const];
  });
}

/** The last event and the last request of a page. */
interface TimelineCursor {
  event: Cursor | undefined;
  request: Cursor | undefined;
}

function formatTimelineCursor({ event, request }: TimelineCursor): string {
  return [event, request].map((part) => (part ? formatCursor(part) : "")).join("~");
}

/** An empty part stands for the first page of its kind. */
function parseTimelineCursor(text: string): TimelineCursor {
  const end = text.indexOf("~");
  const part = (cursor: string): Cursor | undefined =>
    cursor === "" ? undefined : parseCursor(cursor);
  if (end === -1) throw cursorError();
  return { event: part(text.slice(0, end)), request: part(text.slice(end + 1)) };
}
