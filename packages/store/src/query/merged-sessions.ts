import type { SessionDimension, SessionScope } from "@peekjs/protocol";
import type { DataFile } from "../database/data-file.ts";
import { columnOf, SESSION_COUNTS, SESSION_NUMBERS, SESSION_TEXTS } from "../database/schema.ts";
import type { Parameters } from "./parameters.ts";

/** Which sessions are merged; the ids of a user take the place of the user. */
export interface MergeScope extends Omit<SessionScope, "user"> {
  ids?: string[] | undefined;
  /** Of one session. */
  id?: string | undefined;
}

/** Of these what was said first stands, of what else a context says, what was said last. */
const SAID_FIRST = ["source", "medium", "campaign", "term", "content", "referrer"] as const;

/** Merged in a manner of their own. */
const PAGES = ["entryPage", "exitPage", "page", "timeOnPage", "scrollDepth"];

const SAID_LAST = [...SESSION_TEXTS, ...SESSION_NUMBERS]
  .filter((field) => ![...SAID_FIRST, ...PAGES].includes(field))
  .map(columnOf);

/**
 * Common table expressions that end with `merged`: a row per session. Every column is the least, the greatest, a sum or
 * what stands beside them, with ties broken by value, so that it does not matter in which order the parts came.
 */
export function mergedSessionsSql(
  files: readonly DataFile[],
  scope: MergeScope,
  parameters: Parameters,
): string {
  const parts = files.map(({ catalog }) => partsSql(catalog, scope, parameters));
  const began = (time: string): string =>
    `${time} >= ${parameters.time(scope.from)} AND ${time} < ${parameters.time(scope.to)}`;
  return `
    parts AS (${parts.join(" UNION ALL ")}),
    candidates AS (SELECT DISTINCT service, environment, id FROM parts WHERE ${began("first_seen")}),
    chosen AS (SELECT * FROM parts SEMI JOIN candidates USING (service, environment, id)),
    pages AS (
      SELECT service, environment, id, sum(longest) AS time_on_page FROM (
        SELECT service, environment, id, max(time_on_page) AS longest FROM chosen
        GROUP BY service, environment, id, coalesce(entry_page, page)
      ) GROUP BY service, environment, id
    ),
    merged AS (
      SELECT * FROM (
        SELECT service, environment, id, ${first("coalesce(entry_page, page)")} AS entry_page,
          ${last("coalesce(exit_page, page)")} AS exit_page, ${last("user_id")} AS user_id,
          min(first_seen) AS started, max(last_seen) AS ended, max(scroll_depth) AS scroll_depth,
          ${SAID_FIRST.map((name) => `${first(name)} AS ${name}`).join(", ")},
          ${SAID_LAST.map((name) => `${last(name)} AS ${name}`).join(", ")},
          ${SESSION_COUNTS.map(columnOf)
            .map((name) => `sum(${name})::DOUBLE AS ${name}`)
            .join(", ")},
          ${ofUserSql(scope.ids, parameters)} AS is_of_user
        FROM chosen GROUP BY service, environment, id
      ) JOIN pages USING (service, environment, id)
      WHERE is_of_user AND ${began("started")} ${whereSql(scope, parameters)}
    )`;
}

/** Values are compared by text: ids of texts differ between files. */
function partsSql(catalog: string, scope: MergeScope, parameters: Parameters): string {
  const conditions = ["true"];
  for (const column of ["service", "environment"] as const) {
    const text = scope[column];
    if (text === undefined) continue;
    conditions.push(
      `p.${column} IN (SELECT id FROM ${catalog}.dictionary WHERE value = ${parameters.text(text)})`,
    );
  }
  if (scope.id !== undefined) conditions.push(`p.id = ${parameters.text(scope.id)}`);
  return `
    SELECT p.* REPLACE (coalesce(s.value, '') AS service, coalesce(e.value, '') AS environment)
    FROM ${catalog}.session_parts p
    LEFT JOIN ${catalog}.dictionary s ON s.id = p.service
    LEFT JOIN ${catalog}.dictionary e ON e.id = p.environment
    WHERE ${conditions.join(" AND ")}`;
}

function first(column: string): string {
  return `arg_min(${column}, row(first_seen, ${column}))`;
}

function last(column: string): string {
  return `arg_max(${column}, row(last_seen, ${column}))`;
}

function ofUserSql(ids: string[] | undefined, parameters: Parameters): string {
  if (ids === undefined) return "true";
  const list = parameters.texts(ids);
  return `bool_or(list_contains(${list}, user_id) OR (user_id IS NULL AND list_contains(${list}, id)))`;
}

function whereSql({ where = {} }: MergeScope, parameters: Parameters): string {
  return (Object.entries(where) as [SessionDimension, string | undefined][])
    .filter((entry): entry is [SessionDimension, string] => entry[1] !== undefined)
    .map(([dimension, value]) => `AND ${columnOf(dimension)} = ${parameters.text(value)}`)
    .join(" ");
}
