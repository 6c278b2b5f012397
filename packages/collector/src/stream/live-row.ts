import type { RequestColumns, StoredRequest } from "@peekjs/protocol";
import { requestAt } from "@peekjs/protocol";
import type { NamedResource } from "../ingest/name-resource.ts";

/** Requests that the store has just kept, still as columns. */
export interface FreshRequests {
  ids: readonly string[];
  requests: RequestColumns;
  resource: NamedResource;
}

/**
 * One of them as the live stream shows it: without headers, bodies, stack and metadata, so that a row stays small
 * whatever a client captured.
 */
export function liveRow({ ids, requests, resource }: FreshRequests, row: number): StoredRequest {
  const {
    requestHeaders: _requestHeaders,
    responseHeaders: _responseHeaders,
    requestBody: _requestBody,
    responseBody: _responseBody,
    errorStack: _errorStack,
    metadata: _metadata,
    ...record
  } = requestAt(requests, row);
  const { service, environment, host } = resource;
  const id = ids[row] ?? "";
  return host === undefined
    ? { ...record, id, service, environment }
    : { ...record, id, service, environment, host };
}

/** At most `limit` items, evenly spaced, in their order, the last one included. */
export function sample<T>(items: readonly T[], limit: number): readonly T[] {
  if (items.length <= limit) return items;
  const last = (part: number): number => Math.floor((part * items.length) / limit) - 1;
  return Array.from({ length: limit }, (_, index) => items[last(index + 1)] as T);
}
