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

/** Makes a record fit by dropping its metadata, then bodies, then headers; false when even that is not enough. */
export function fit(record: ObservedRequest, bytes: number): boolean {
  if (bytes >= 16_384 && !mayBeLarge(record)) return true;
  for (const fields of EXPENDABLE) {
    if (JSON.stringify(record).length <= bytes) return true;
    for (const field of fields) record[field] = undefined;
  }
  return JSON.stringify(record).length <= bytes;
}
