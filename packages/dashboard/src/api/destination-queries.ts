import { queryOptions } from "@tanstack/preact-query";
import type { DestinationsList, Redrive } from "@peekjs/protocol";
import { apiUrl, fetchJson } from "./fetch-json.ts";

export function destinationsQuery() {
  return queryOptions({
    queryKey: ["destinations"],
    queryFn: ({ signal }) =>
      fetchJson<DestinationsList>(apiUrl("peek/v1/destinations"), { signal }),
  });
}

/** Sends the dead letters of a destination again; a collector in production wants an admin key for it. */
export function redrive(name: string): Promise<Redrive> {
  return fetchJson(apiUrl("peek/v1/destinations/redrive", { name }), { method: "POST" });
}
