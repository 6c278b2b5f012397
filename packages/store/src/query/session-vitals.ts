import type { DuckDBConnection } from "@duckdb/node-api";
import { WEB_VITALS, type Session } from "@peekjs/protocol";
import type { DataFile } from "../database/data-file.ts";
import { Parameters } from "./parameters.ts";

/** Adds to each session the worst that it measured. */
export async function addVitals(
  connection: DuckDBConnection,
  files: readonly DataFile[],
  sessions: readonly Session[],
): Promise<void> {
  if (sessions.length === 0) return;
  const parameters = new Parameters();
  const ids = parameters.texts([...new Set(sessions.map(({ id }) => id))]);
  const rows = await parameters.run(
    connection,
    `SELECT service, environment, session, name::INTEGER, max(value)
     FROM (${vitalsSql(files)}) WHERE list_contains(${ids}, session) GROUP BY ALL`,
  );
  const byKey = new Map(sessions.map((session) => [keyOf(session), session]));
  for (const row of rows as [string, string, string, number, number][]) {
    const [service, environment, id, name, value] = row;
    const session = byKey.get(keyOf({ service, environment, id }));
    if (session) session.vitals[WEB_VITALS[name]!] = value;
  }
}

/** Measurements of all files, with texts in place of their ids. */
export function vitalsSql(files: readonly DataFile[]): string {
  return files
    .map(
      ({ catalog }) => `
        SELECT v.* REPLACE (coalesce(s.value, '') AS service, coalesce(e.value, '') AS environment)
        FROM ${catalog}.web_vitals v
        LEFT JOIN ${catalog}.dictionary s ON s.id = v.service
        LEFT JOIN ${catalog}.dictionary e ON e.id = v.environment`,
    )
    .join(" UNION ALL ");
}

function keyOf({ service, environment, id }: Pick<Session, "service" | "environment" | "id">) {
  return JSON.stringify([service, environment, id]);
}
