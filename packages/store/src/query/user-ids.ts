import type { DuckDBConnection } from "@duckdb/node-api";
import type { DataFile } from "../database/data-file.ts";
import { IDENTITY_KINDS, type IdentityKind } from "../database/schema.ts";
import { Parameters } from "./parameters.ts";

/** Ids of one user beyond which none are looked for. */
const MAX_IDS = 500;

/** The ids under which one user is known. */
export interface UserIds {
  /** Of this user alone. */
  users: string[];
  /** Of devices and sessions, which others may have used too. */
  devices: string[];
  groups: string[];
}

interface Identity {
  kind: IdentityKind;
  id: string;
  other: string;
}

/**
 * Joins what alias joined, in whatever order, and adds the devices that these users had. The id of a device that alias
 * did not join with anything stands for its user when it had only one. Never from one user of a device to another.
 *
 * @param most ids beyond which none are looked for
 */
export async function userIds(
  connection: DuckDBConnection,
  files: readonly DataFile[],
  id: string,
  most = MAX_IDS,
): Promise<UserIds> {
  const find = (ids: Iterable<string>, column: "id" | "other"): Promise<Identity[]> =>
    identities(connection, files, [...ids], column, most);
  let users = await withAliases([id], find, most);
  if (users.size === 1) {
    const owners = (await find(users, "other")).filter(({ kind }) => kind === "device");
    const [owner] = owners;
    const joined = owner && (await withAliases([owner.id], find, most));
    if (joined && owners.every((one) => joined.has(one.id))) users = new Set([id, ...joined]);
  }
  const known = await find(users, "id");
  const others = (kind: IdentityKind): string[] =>
    [...new Set(known.filter((one) => one.kind === kind).map(({ other }) => other))].filter(
      (other) => !users.has(other),
    );
  return { users: [...users], devices: others("device"), groups: others("group") };
}

type Find = (ids: Iterable<string>, column: "id" | "other") => Promise<Identity[]>;

async function withAliases(ids: string[], find: Find, most: number): Promise<Set<string>> {
  const users = new Set(ids);
  let added = ids;
  while (added.length > 0 && users.size < most) {
    const found = [...(await find(added, "id")), ...(await find(added, "other"))].filter(
      ({ kind }) => kind === "alias",
    );
    added = [...new Set(found.flatMap(({ id, other }) => [id, other]))].filter(
      (id) => !users.has(id),
    );
    for (const id of added) users.add(id);
  }
  return users;
}

/** Identities that name one of the ids in the given column. */
async function identities(
  connection: DuckDBConnection,
  files: readonly DataFile[],
  ids: string[],
  column: "id" | "other",
  most: number,
): Promise<Identity[]> {
  const parameters = new Parameters();
  const wanted = `(SELECT unnest(${parameters.texts(ids)}))`;
  const parts = files.map(
    ({ catalog }) =>
      `SELECT kind, id, other, seen FROM ${catalog}.identities WHERE ${column} IN ${wanted}`,
  );
  const rows = await parameters.run(
    connection,
    `SELECT kind::INTEGER, id, other FROM (${parts.join(" UNION ALL ")})
     GROUP BY ALL ORDER BY max(seen) DESC, other ${most === Infinity ? "" : `LIMIT ${most}`}`,
  );
  return (rows as [number, string, string][]).map(([kind, id, other]) => ({
    kind: IDENTITY_KINDS[kind]!,
    id,
    other,
  }));
}
