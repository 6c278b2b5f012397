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
  timeOnPageMs: "coalesce(time_on_page, -1)",
  scrollDepth: "coalesce(scroll_depth, -1)",
  pageViews: "page_views",
  clicks: "clicks",
  errors: "errors",
  events: "events",
};

/** Sessions that began in the range, the highest of the order first. */
export async function sessions(
  database: Database,
  connection: DuckDBConnection,
  { order, limit, cursor, ...query }: SessionsQuery,
): Promise<SessionsPage> {
  const after = cursor === undefined ? undefined : parseSessionCursor(cursor);
  const files = database.files();
  const scope = await resolveUser(connection, files, query);
  const found = await findSessions(connection, files, scope, { order, limit: limit + 1, after });
  const page = found.slice(0, limit);
  const answer: SessionsPage = { sessions: page.map(({ session }) => session) };
  const last = page.at(-1);
  if (last && found.length > page.length) {
    const { service, environment, id } = last.session;
    answer.cursor = formatSessionCursor({ rank: last.rank, key: [service, environment, id] });
  }
  return answer;
}

interface FindOptions {
  order: SessionOrder;
  limit: number;
  after?: SessionCursor | undefined;
}

interface FoundSession {
  session: Session;
  /** Its value of the order. */
  rank: number;
}

export async function findSessions(
  connection: DuckDBConnection,
  files: readonly DataFile[],
  scope: MergeScope,
  { order, limit, after }: FindOptions,
): Promise<FoundSession[]> {
  const parameters = new Parameters();
  const merged = mergedSessionsSql(files, scope, parameters);
  const rows = await parameters.run(
    connection,
    `WITH ${merged}
     SELECT ${SESSION_COLUMNS}, rank FROM (SELECT *, ${ORDERS[order]} AS rank FROM merged)
     WHERE ${after ? behindSql(after, parameters) : "true"}
     ORDER BY rank DESC, service DESC, environment DESC, id DESC LIMIT ${Math.floor(limit)}`,
  );
  const found = rows.map((row) => ({ session: toSession(row), rank: row.at(-1) as number }));
  await addVitals(
    connection,
    files,
    found.map(({ session }) => session),
  );
  return found;
}

function behindSql({ rank, key }: SessionCursor, parameters: Parameters): string {
  const value = parameters.number(rank);
  const texts = key.map((text) => parameters.text(text)).join(", ");
  return `(rank < ${value} OR (rank = ${value} AND row(service, environment, id) < row(${texts})))`;
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
