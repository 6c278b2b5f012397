import type { DuckDBConnection } from "@duckdb/node-api";
import { LAST_EVENT_TIME, type SessionTimeline, type SessionTimelineQuery } from "@peekjs/protocol";
import type { Database } from "../database/database.ts";
import { formatCursor, parseCursor } from "./cursor.ts";
import { findProductEvents } from "./product-events.ts";
import { findSessions } from "./sessions.ts";

const ALWAYS = { from: 0, to: LAST_EVENT_TIME + 1 };

/** The latest session of an id, with its events, the latest first. */
export async function sessionTimeline(
  database: Database,
  connection: DuckDBConnection,
  { limit, cursor, ...key }: SessionTimelineQuery,
): Promise<SessionTimeline | undefined> {
  const after = cursor === undefined ? undefined : parseCursor(cursor);
  const scope = { ...ALWAYS, ...key };
  const options = { order: "startedAt", limit: 1 } as const;
  const [found] = await findSessions(connection, database.files(), scope, options);
  if (!found) return undefined;
  const { session } = found;
  const events = await findProductEvents(
    database,
    connection,
    {
      from: session.startedAt,
      to: session.endedAt + 1,
      service: session.service,
      environment: session.environment,
      device: session.id,
    },
    limit + 1,
    after,
  );
  const page = events.slice(0, limit);
  const answer: SessionTimeline = { session, events: page.map(({ event }) => event) };
  const last = page.at(-1);
  if (last && events.length > page.length) answer.cursor = formatCursor(last);
  return answer;
}
