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
 * Joins what alias joined, in whatever order, and adds the devices that these users had. The id of a device stands for
 * its user when it had only one. Never from one user of a device to another.
 */
export async function userIds(
  connection: DuckDBConnection,
  files: DataFile[],
  id: string,
): Promise<UserIds> {
  const users = new Set([id]);
  await addAliases(connection, files, users);
  const owners = (await identities(connection, files, [...users], "other"))
    .filter(({ kind, other }) => kind === "device" && users.has(other))
    .map((identity) => identity.id);
  const unique = [...new Set(owners)].filter((owner) => !users.has(owner));
  if (unique.length === 1) {
    users.add(unique[0]!);
    await addAliases(connection, files, users);
  }
  const known = await identities(connection, files, [...users], "id");
  const others = (kind: IdentityKind): string[] =>
    [...new Set(known.filter((one) => one.kind === kind).map(({ other }) => other))].filter(
      (other) => !users.has(other),
    );
  return { users: [...users], devices: others("device"), groups: others("group") };
}

async function addAliases(
  connection: DuckDBConnection,
  files: DataFile[],
  users: Set<string>,
): Promise<void> {
  let added = [...users];
  while (added.length > 0 && users.size < MAX_IDS) {
    const found = [
      ...(await identities(connection, files, added, "id")),
      ...(await identities(connection, files, added, "other")),
    ].filter(({ kind }) => kind === "alias");
    added = [...new Set(found.flatMap(({ id, other }) => [id, other]))].filter(
      (id) => !users.has(id),
    );
    for (const id of added) users.add(id);
  }
}

/** Identities that name one of the ids in the given column. */
async function identities(
  connection: DuckDBConnection,
  files: DataFile[],
  ids: string[],
  column: "id" | "other",
): Promise<Identity[]> {
  const parameters = new Parameters();
  const list = parameters.texts(ids);
  const parts = files.map(
    ({ catalog }) =>
      `SELECT kind, id, other, seen FROM ${catalog}.identities WHERE list_contains(${list}, ${column})`,
  );
  const rows = await parameters.run(
    connection,
    `SELECT kind::INTEGER, id, other FROM (${parts.join(" UNION ALL ")})
     GROUP BY ALL ORDER BY max(seen) DESC, other LIMIT ${MAX_IDS}`,
  );
  return (rows as [number, string, string][]).map(([kind, id, other]) => ({
    kind: IDENTITY_KINDS[kind]!,
    id,
    other,
  }));
}
