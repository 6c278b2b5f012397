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
  /** Whether the id that was asked for is a device's; it is among `users` all the same. */
  isDevice: boolean;
}

interface Identity {
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
  const find: Find = (kind, column, ids) =>
    identities(connection, files, { kind, column, ids: [...ids] }, most);
  let users = await withAliases([id], find, most);
  let isDevice = false;
  if (users.size === 1) {
    const owners = await find("device", "other", users);
    const [owner] = owners;
    const joined = owner && (await withAliases([owner.id], find, most));
    isDevice = joined !== undefined && owners.every((one) => joined.has(one.id));
    if (joined && isDevice) users = new Set([id, ...joined]);
  }
  const others = async (kind: IdentityKind): Promise<string[]> => {
    const known = new Set((await find(kind, "id", users)).map(({ other }) => other));
    return [...known].filter((other) => !users.has(other));
  };
  const [devices, groups] = [await others("device"), await others("group")];
  return { users: [...users], devices, groups, isDevice };
}

type Find = (
  kind: IdentityKind,
  column: "id" | "other",
  ids: Iterable<string>,
) => Promise<Identity[]>;

async function withAliases(ids: string[], find: Find, most: number): Promise<Set<string>> {
  const users = new Set(ids);
  let added = ids;
  while (added.length > 0 && users.size < most) {
    const found = [...(await find("alias", "id", added)), ...(await find("alias", "other", added))];
    added = [...new Set(found.flatMap(({ id, other }) => [id, other]))].filter(
      (id) => !users.has(id),
    );
    for (const id of added) users.add(id);
  }
  return users;
}

/** Identities of a kind that name one of the ids in the given column, last seen first. */
async function identities(
  connection: DuckDBConnection,
  files: readonly DataFile[],
  { kind, column, ids }: { kind: IdentityKind; column: "id" | "other"; ids: string[] },
  most: number,
): Promise<Identity[]> {
  const parameters = new Parameters();
  const wanted = `(SELECT unnest(${parameters.texts(ids)}))`;
  const ofKind = `kind = ${parameters.integer(IDENTITY_KINDS.indexOf(kind))}`;
  const parts = files.map(
    ({ catalog }) =>
      `SELECT id, other, seen FROM ${catalog}.identities WHERE ${ofKind} AND ${column} IN ${wanted}`,
  );
  const rows = await parameters.run(
    connection,
    `SELECT id, other FROM (${parts.join(" UNION ALL ")})
     GROUP BY ALL ORDER BY max(seen) DESC, other ${most === Infinity ? "" : `LIMIT ${most}`}`,
  );
  return (rows as [string, string][]).map(([id, other]) => ({ id, other }));
}
