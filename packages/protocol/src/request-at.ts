import type { RequestColumns } from "./request-columns.ts";
import { NUMBER_FIELDS, OBJECT_FIELDS, type RequestRecord, TEXT_FIELDS } from "./request-record.ts";

/**
 * One request of decoded columns as an object of its own; absent fields are not set.
 *
 * @example
 * ```ts
 * const last = requestAt(columns, columns.count - 1);
 * ```
 */
export function requestAt(columns: RequestColumns, i: number): RequestRecord {
  const record: Record<string, unknown> = { timestamp: columns.timestamp[i] };
  for (const field of TEXT_FIELDS) {
    const index = columns.text[field]?.[i] ?? -1;
    if (index >= 0) record[field] = columns.strings[index];
  }
  for (const field of NUMBER_FIELDS) {
    const value = columns.number[field]?.[i] ?? Number.NaN;
    if (!Number.isNaN(value)) record[field] = value;
  }
  for (const field of OBJECT_FIELDS) {
    const value = columns.object[field]?.[i];
    if (value) record[field] = value;
  }
  return record as unknown as RequestRecord;
}
