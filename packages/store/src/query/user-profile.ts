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
  const { users, devices, groups, isDevice } = await userIds(connection, files, id);
  const said = await readTraits(connection, files, "user", [...devices, ...users]);
  const isKnown = users.length > 1 || devices.length > 0 || groups.length > 0 || said.length > 0;
  if (!isKnown && !(await hasRecords(connection, files, id))) return undefined;
  const ofGroups = await readTraits(connection, files, "group", groups);
  return {
    userIds: isDevice ? users.filter((user) => user !== id) : users,
    anonymousIds: isDevice ? [id, ...devices] : devices,
    traits: mergeTraits(said),
    groups: groups.map((groupId) => ({
      groupId,
      traits: mergeTraits(ofGroups.filter(({ id: group }) => group === groupId)),
    })),
  };
}

interface Said {
  id: string;
  traits: Record<string, unknown>;
}

/** The latest value of a key stands. */
function mergeTraits(said: readonly Said[]): Record<string, unknown> {
  return Object.fromEntries(said.flatMap(({ traits }) => Object.entries(traits)));
}

/** What was said of the ids, in the order of time; what was said at the same time, in an order of its own. */
async function readTraits(
  connection: DuckDBConnection,
  files: DataFile[],
  kind: TraitKind,
  ids: string[],
): Promise<Said[]> {
  const parameters = new Parameters();
  const list = parameters.texts(ids);
  const parts = files.map(
    ({ catalog }) => `SELECT id, timestamp, traits FROM ${catalog}.traits
      WHERE kind = ${TRAIT_KINDS.indexOf(kind)} AND list_contains(${list}, id)`,
  );
  const rows = await parameters.run(
    connection,
    `SELECT DISTINCT id, timestamp, traits FROM (${parts.join(" UNION ALL ")})
     ORDER BY timestamp, id, traits`,
  );
  return (rows as [string, unknown, string][]).map(([id, , json]) => ({
    id,
    traits: JSON.parse(json) as Record<string, unknown>,
  }));
}

/** Whether there is an event of this id, or a request whose consumer it is. */
async function hasRecords(
  connection: DuckDBConnection,
  files: DataFile[],
  id: string,
): Promise<boolean> {
  const parameters = new Parameters();
  const isOfUser = ofUserSql([id], parameters);
  const consumer = parameters.text(id);
  const parts = files.flatMap(({ catalog }) => [
    `(SELECT 1 FROM ${catalog}.product_events p WHERE ${isOfUser} LIMIT 1)`,
    `(SELECT 1 FROM ${catalog}.requests WHERE consumer IN (
       SELECT id FROM ${catalog}.dictionary WHERE value = ${consumer}) LIMIT 1)`,
  ]);
  const rows = await parameters.run(connection, parts.join(" UNION ALL "));
  return rows.length > 0;
}
