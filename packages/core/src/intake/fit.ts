import type { ObservedRequest } from "../observed-request.ts";

/** What a record gives up when it is too large, in this order. */
const EXPENDABLE = [
  ["metadata"],
  ["requestBody", "responseBody"],
  ["requestHeaders", "responseHeaders"],
] as const;

/** Makes a record fit by dropping its metadata, then bodies, then headers; false when even that is not enough. */
export function fit(record: ObservedRequest, bytes: number): boolean {
  const large =
    record.metadata !== undefined ||
    record.requestBody !== undefined ||
    record.responseBody !== undefined ||
    record.requestHeaders !== undefined ||
    record.responseHeaders !== undefined;
  // Without them the limits of the other texts keep a record below 16 KiB.
  if (!large && bytes >= 16_384) return true;
  for (const fields of EXPENDABLE) {
    if (JSON.stringify(record).length <= bytes) return true;
    for (const field of fields) record[field] = undefined;
  }
  return JSON.stringify(record).length <= bytes;
}
