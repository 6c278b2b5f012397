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
const MOST_SCALARS = 256;
/** Milliseconds since 1970 of the last moment that ECMAScript knows: times of one group are written as differences. */
const LATEST = 8.64e15;
/** Milliseconds: a hundred years. */
const LONGEST_DURATION = 3.2e12;

/**
 * Copies what an app hands to `recordRequest`: fields of another type are left out.
 *
 * @throws {PeekError} `PEEK_E_RECORD` when it is no request at all
 */
export function copyRequest(input: RequestInput, now: number): ObservedRequest {
  const source = input as unknown as Record<string, unknown>;
  const { method, durationMs, timestamp } = source;
  if (typeof method !== "string" || !isDuration(durationMs)) {
    throw new PeekError(
      "PEEK_E_RECORD",
      "recordRequest needs a method (text) and a durationMs (number ≥ 0, at most a hundred years); the request was left out.",
    );
  }
  const record: Record<string, unknown> = {
    timestamp:
      typeof timestamp === "number" && Math.abs(timestamp) <= LATEST ? timestamp : now - durationMs,
  };
  for (const field of TEXT_FIELDS) {
    const value = read(source, field);
    if (typeof value === "string" && value !== "") record[field] = cut(value, TEXT_LIMITS[field]);
  }
  for (const field of NUMBER_FIELDS) {
    const value = read(source, field);
    if (typeof value === "number" && Number.isFinite(value)) record[field] = value;
  }
  for (const field of OBJECT_FIELDS) {
    const value = scalars(read(source, field));
    if (value !== undefined) record[field] = value;
  }
  return record as unknown as ObservedRequest;
}

function isDuration(value: unknown): value is number {
  return typeof value === "number" && value >= 0 && value <= LONGEST_DURATION;
}

/** Undefined where a getter or proxy of the app's throws: that costs the one field. */
function read(source: Record<string, unknown>, field: string): unknown {
  try {
    return source[field];
  } catch {
    return undefined;
  }
}

/** The first keys: an object with a million of them costs no more. */
function keysOf(source: Record<string, unknown>): string[] {
  const keys: string[] = [];
  try {
    for (const key in source) {
      if (keys.length === MOST_SCALARS) break;
      if (Object.hasOwn(source, key)) keys.push(key);
    }
  } catch {
    // A proxy of the app's: what was found before counts.
  }
  return keys;
}

/**
 * A little over the limit, so that whoever cuts on a code-point boundary still sees that there was more. A copy: a
 * slice would keep the whole text in memory.
 */
function cut(text: string, limit: number): string {
  if (text.length <= limit) return text;
  return JSON.parse(JSON.stringify(text.slice(0, limit + 1))) as string;
}

function scalars(value: unknown): Record<string, unknown> | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const copy: Record<string, unknown> = {};
  const source = value as Record<string, unknown>;
  for (const key of keysOf(source)) {
    const entry = read(source, key);
    if (typeof entry === "string") copy[key] = cut(entry, LONGEST_SCALAR);
    else if (typeof entry === "boolean") copy[key] = entry;
    else if (typeof entry === "number") copy[key] = Number.isFinite(entry) ? entry : null;
    else if (typeof entry === "bigint") copy[key] = entry.toString();
  }
  return copy;
}
