import type { DuckDBConnection } from "@duckdb/node-api";
import type { UserProfile } from "@peekjs/protocol";
import type { Database } from "../database/database.ts";
import type { DataFile } from "../database/data-file.ts";
import { TRAIT_KINDS, type TraitKind } from "../database/schema.ts";
import { Parameters } from "./parameters.ts";
import { ofUserSql } from "./product-events.ts";
import { userIds } from "./user-ids.ts";

/** What is known of a user under any of the user's ids; undefined when nothing is. */
export async function userProfile(
  database: Database,
  connection: DuckDBConnection,
  id: string,
): Promise<UserProfile | undefined> {
  const files = database.files();
  const { users, devices, groups } = await userIds(connection, files, id);
  const traits = await readTraits(connection, files, "user", [...devices, ...users]);
  const isKnown = users.length > 1 || devices.length > 0 || groups.length > 0 || traits.size > 0;
  if (!isKnown && !(await hasEvents(connection, files, id))) return undefined;
  const ofGroups = await readTraits(connection, files, "group", groups);
  return {
    userIds: users,
    anonymousIds: devices,
    traits: Object.assign({}, ...traits.values()) as Record<string, unknown>,
    groups: groups.map((groupId) => ({ groupId, traits: ofGroups.get(groupId) ?? {} })),
  };
}

/** Merged by id, and the ids in the order in which their traits last changed. */
async function readTraits(
  connection: DuckDBConnection,
  files: DataFile[],
  kind: TraitKind,
  ids: string[],
): Promise<Map<string, Record<string, unknown>>> {
  const parameters = new Parameters();
  const list = parameters.texts(ids);
  const parts = files.map(
    ({ catalog }) => `SELECT id, timestamp, traits FROM ${catalog}.traits
      WHERE kind = ${TRAIT_KINDS.indexOf(kind)} AND list_contains(${list}, id)`,
  );
  const rows = await parameters.run(
    connection,
    `SELECT id, traits FROM (${parts.join(" UNION ALL ")}) ORDER BY timestamp`,
  );
  const traits = new Map<string, Record<string, unknown>>();
  for (const [id, json] of rows as [string, string][]) {
    const merged = { ...traits.get(id), ...(JSON.parse(json) as Record<string, unknown>) };
    traits.delete(id);
    traits.set(id, merged);
  }
  return traits;
}

async function hasEvents(
  connection: DuckDBConnection,
  files: DataFile[],
  id: string,
): Promise<boolean> {
  const parameters = new Parameters();
  const condition = ofUserSql([id], parameters);
  const parts = files.map(
    ({ catalog }) => `(SELECT 1 FROM ${catalog}.product_events p WHERE ${condition} LIMIT 1)`,
  );
  const rows = await parameters.run(connection, parts.join(" UNION ALL "));
  return rows.length > 0;
}
