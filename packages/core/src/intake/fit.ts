import { noteMissing } from "../pipeline/missing.ts";
import type { ObservedRequest } from "../pipeline/observed-request.ts";

/** What a record gives up when it is too large, in this order. */
const EXPENDABLE = [
  ["metadata"],
  ["requestBody", "responseBody"],
  ["requestHeaders", "responseHeaders"],
] as const;

/** Whether a record holds something of which there may be much; without it, the limits of texts keep it below 16 KiB. */
export function mayBeLarge(record: ObservedRequest): boolean {
  return (
    record.metadata !== undefined ||
    record.requestBody !== undefined ||
    record.responseBody !== undefined ||
    record.requestHeaders !== undefined ||
    record.responseHeaders !== undefined
  );
}

/**
 * Makes a record fit by dropping its metadata, then bodies, then headers, which its metadata then tell; false when even
 * that is not enough.
 */
export function fit(record: ObservedRequest, bytes: number): boolean {
  if (bytes >= 16_384 && !mayBeLarge(record)) return true;
  for (const fields of EXPENDABLE) {
    if (isWithin(record, bytes)) return true;
    const dropped = fields.filter((field) => record[field] !== undefined);
    for (const field of dropped) record[field] = undefined;
    if (dropped.length > 0) noteMissing(record, [`${dropped.join(" and ")}: too large a record`]);
  }
  if (isWithin(record, bytes)) return true;
  record.metadata = undefined;
  return isWithin(record, bytes);
}

function isWithin(record: ObservedRequest, bytes: number): boolean {
  return JSON.stringify(record).length <= bytes;
}
