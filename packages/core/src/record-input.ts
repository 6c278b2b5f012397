import {
  NUMBER_FIELDS,
  OBJECT_FIELDS,
  PeekError,
  TEXT_FIELDS,
  TEXT_LIMITS,
} from "@peekjs/protocol";
import type { ObservedRequest } from "./observed-request.ts";
import type { RequestInput } from "./peek.ts";

const LONGEST_SCALAR = 4_096;

/**
 * Copies what an app hands to `recordRequest`: fields of another type are left out.
 *
 * @throws {PeekError} `PEEK_E_RECORD` when it is no request at all
 */
export function copyRequest(input: RequestInput, now: number): ObservedRequest {
  const source = input as unknown as Record<string, unknown>;
  const { method, durationMs, timestamp } = source;
  if (typeof method !== "string" || typeof durationMs !== "number" || !(durationMs >= 0)) {
    throw new PeekError(
      "PEEK_E_RECORD",
      "recordRequest needs a method (text) and a durationMs (number ≥ 0); the request was left out.",
    );
  }
  const record: Record<string, unknown> = {
    timestamp:
      typeof timestamp === "number" && Number.isFinite(timestamp) ? timestamp : now - durationMs,
  };
  for (const field of TEXT_FIELDS) {
    const value = source[field];
    if (typeof value === "string" && value !== "") record[field] = cut(value, TEXT_LIMITS[field]);
  }
  for (const field of NUMBER_FIELDS) {
    const value = source[field];
    if (typeof value === "number" && Number.isFinite(value)) record[field] = value;
  }
  for (const field of OBJECT_FIELDS) {
    const value = scalars(source[field]);
    if (value !== undefined) record[field] = value;
  }
  return record as unknown as ObservedRequest;
}

/** A little over the limit, so that whoever cuts on a code-point boundary still sees that there was more. */
function cut(text: string, limit: number): string {
  return text.length > limit ? text.slice(0, limit + 1) : text;
}

function scalars(value: unknown): Record<string, unknown> | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const copy: Record<string, unknown> = {};
  for (const [key, entry] of Object.entries(value).slice(0, 256)) {
    if (typeof entry === "string") copy[key] = cut(entry, LONGEST_SCALAR);
    else if (typeof entry === "boolean") copy[key] = entry;
    else if (typeof entry === "number") copy[key] = Number.isFinite(entry) ? entry : null;
    else if (typeof entry === "bigint") copy[key] = entry.toString();
  }
  return copy;
}
