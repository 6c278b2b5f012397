import type { DuckDBConnection } from "@duckdb/node-api";
import type {
  Session,
  SessionOrder,
  SessionScope,
  SessionsPage,
  SessionsQuery,
} from "@peekjs/protocol";
import type { Database } from "../database/database.ts";
import type { DataFile } from "../database/data-file.ts";
import { mergedSessionsSql, type MergeScope } from "./merged-sessions.ts";
import { Parameters } from "./parameters.ts";
import { formatSessionCursor, parseSessionCursor, type SessionCursor } from "./session-cursor.ts";
import { SESSION_COLUMNS, toSession } from "./session-row.ts";
import { userIds } from "./user-ids.ts";
import { addVitals } from "./session-vitals.ts";

const ORDERS: Record<SessionOrder, string> = {
  startedAt: "epoch_ms(started)::DOUBLE",
  durationMs: "(epoch_ms(ended) - epoch_ms(started))::DOUBLE",
  timeOnPageMs: "time_on_page",
  scrollDepth: "scroll_depth",
  pageViews: "page_views",
  clicks: "clicks",
  errors: "errors",
  events: "events",
};

/** Sessions that began in the range, in the order. */
export async function sessions(
  database: Database,
  connection: DuckDBConnection,
  { order, ascending = false, limit, cursor, ...query }: SessionsQuery,
): Promise<SessionsPage> {
  const after = cursor === undefined ? undefined : parseSessionCursor(cursor);
  const files = database.files();
  const scope = await resolveUser(connection, files, query);
  const options = { order, ascending, limit: limit + 1, after };
  const found = await findSessions(connection, files, scope, options);
  const page = found.slice(0, limit);
  const answer: SessionsPage = { sessions: page.map(({ session }) => session) };
  const last = page.at(-1);
  if (last && found.length > page.length) {
    const { service, environment, id } = last.session;
    answer.cursor = formatSessionCursor({ rank: last.rank, key: [service, environment, id] });
  }
  return answer;
}

/** Ranks a session without a value behind all others: above what any value can be, or below. */
const NO_VALUE = 1e300;

interface FindOptions {
  order: SessionOrder;
  ascending?: boolean;
  limit: number;
  after?: SessionCursor | undefined;
}

const KEY = ["rank", "service", "environment", "id"];

interface FoundSession {
  session: Session;
  /** Its value of the order. */
  rank: number;
}

export async function findSessions(
  connection: DuckDBConnection,
  files: readonly DataFile[],
  scope: MergeScope,
  { order, ascending = false, limit, after }: FindOptions,
): Promise<FoundSession[]> {
  const parameters = new Parameters();
  const merged = mergedSessionsSql(files, scope, parameters);
  const rows = await parameters.run(
    connection,
    `WITH ${merged}
     SELECT ${SESSION_COLUMNS}, rank
     FROM (SELECT *, coalesce(${ORDERS[order]}, ${ascending ? NO_VALUE : -NO_VALUE}) AS rank FROM merged)
     WHERE ${after ? behindSql(after, ascending ? ">" : "<", parameters) : "true"}
     ORDER BY ${KEY.map((column) => `${column} ${ascending ? "ASC" : "DESC"}`).join(", ")}
     LIMIT ${Math.floor(limit)}`,
  );
  const found = rows.map((row) => ({ session: toSession(row), rank: row.at(-1) as number }));
  await addVitals(
    connection,
    files,
    found.map(({ session }) => session),
  );
  return found;
}

function behindSql({ rank, key }: SessionCursor, than: "<" | ">", parameters: Parameters): string {
  const values = [parameters.number(rank), ...key.map((text) => parameters.text(text))];
  return `row(${KEY.join(", ")}) ${than} row(${values.join(", ")})`;
}

/** The scope with all ids of its user. */
export async function resolveUser(
  connection: DuckDBConnection,
  files: DataFile[],
  { user, ...scope }: SessionScope,
): Promise<MergeScope> {
  if (user === undefined) return scope;
  const { users, devices } = await userIds(connection, files, user);
  return { ...scope, ids: [...users, ...devices] };
}
