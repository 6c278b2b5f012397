import type { UserErasure } from "@peekjs/protocol";
import { apiUrl, authorization, fetchJson, fetchOk } from "./fetch-json.ts";

/**
 * Deletes everything kept of a user; a collector in production wants an admin key for it.
 *
 * @param adminKey for this alone; by default the key with which the page reads
 */
export function eraseUser(id: string, adminKey?: string): Promise<UserErasure> {
  const url = apiUrl("peek/v1/users", { id });
  return fetchJson(url, { method: "DELETE", headers: authorization(adminKey) });
}

/** Everything kept of a user, as lines of JSON. */
export async function exportUser(id: string): Promise<Blob> {
  return (await fetchOk(apiUrl("peek/v1/users/export", { id }))).blob();
}
