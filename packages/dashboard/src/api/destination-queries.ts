import { queryOptions } from "@tanstack/preact-query";
import type { DeadLettersPage, DestinationsList, Redrive } from "@peekjs/protocol";
import { apiUrl, authorization, fetchJson } from "./fetch-json.ts";

/** First part of the key of everything that is read of destinations. */
export const DESTINATIONS = "destinations";

export function destinationsQuery() {
  return queryOptions({
    queryKey: [DESTINATIONS, "list"],
    queryFn: ({ signal }) =>
      fetchJson<DestinationsList>(apiUrl("peek/v1/destinations"), { signal }),
  });
}

/** The newest of a destination's dead letters. */
export function deadLettersQuery(name: string) {
  return queryOptions({
    queryKey: [DESTINATIONS, "dead-letters", name],
    queryFn: ({ signal }) => {
      const url = apiUrl("peek/v1/destinations/dead-letters", { name });
      return fetchJson<DeadLettersPage>(url, { signal });
    },
  });
}

/**
 * Sends the dead letters of a destination again; a collector in production wants an admin key for it.
 *
 * @param adminKey for this alone; by default the key with which the page reads
 */
export function redrive(name: string, adminKey?: string): Promise<Redrive> {
  const url = apiUrl("peek/v1/destinations/redrive", { name });
  return fetchJson(url, { method: "POST", headers: authorization(adminKey) });
}
