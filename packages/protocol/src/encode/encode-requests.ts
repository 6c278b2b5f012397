import type { RequestRecord } from "../request-record.ts";
import { RequestColumnsWriter } from "./request-columns-writer.ts";

/**
 * The JSON text of requests as columns: what {@link RequestColumnsWriter} writes of them.
 *
 * @example
 * ```ts
 * const group = `{"first":${first},"last":${last},"requests":${encodeRequests(records)}}`;
 * ```
 */
export function encodeRequests(records: readonly RequestRecord[]): string {
  const columns = new RequestColumnsWriter();
  for (const record of records) columns.add(record);
  return columns.take();
}
