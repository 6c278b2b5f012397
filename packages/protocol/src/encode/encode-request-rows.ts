import { TEXT_LIMITS } from "../limits.ts";
import {
  NUMBER_FIELDS,
  OBJECT_FIELDS,
  type RequestRecord,
  TEXT_FIELDS,
} from "../request-record.ts";
import { truncate } from "../truncate.ts";

/**
 * The JSON text of requests as rows, which for a few of them is shorter and cheaper than columns. Limits and rounding
 * are those of {@link encodeRequests}.
 */
export function encodeRequestRows(records: readonly RequestRecord[]): string {
  return `[${records.map(row).join()}]`;
}

function row(record: RequestRecord): string {
  const { timestamp } = record;
  const fields: Record<string, unknown> = {
    timestamp: Number.isFinite(timestamp) ? Math.round(timestamp) : 0,
  };
  for (const field of TEXT_FIELDS) {
    const text = record[field];
    if (typeof text === "string" && text !== "") fields[field] = truncate(text, TEXT_LIMITS[field]);
  }
  for (const field of NUMBER_FIELDS) {
    const value = record[field];
    if (typeof value === "number" && Number.isFinite(value)) {
      fields[field] = rounded(value);
    }
  }
  for (const field of OBJECT_FIELDS) if (isCarried(record[field])) fields[field] = record[field];
  return JSON.stringify(fields);
}

/** To thousandths. A whole number stays as it is: a thousand times as much a double may not hold. */
function rounded(value: number): number {
  return Number.isInteger(value) ? value : Math.round(value * 1_000) / 1_000;
}

/** Whether JSON can carry a value: one that it cannot may not cost the rest of its row. */
function isCarried(value: unknown): boolean {
  if (value === undefined) return false;
  try {
    return JSON.stringify(value) !== undefined;
  } catch {
    return false;
  }
}
