import { LAST_EVENT_TIME } from "@peekjs/protocol";

/** An ISO 8601 date and time that names no zone. */
const NAIVE = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?$/;

/**
 * Milliseconds since 1970 of a number of milliseconds, a Date or an ISO 8601 text, which is UTC when it names no zone;
 * undefined for anything else, and for what no collector keeps: a time before 1970 or after 9999.
 */
export function readTimestamp(value: unknown): number | undefined {
  const time = Math.round(millisecondsOf(value));
  return time >= 0 && time <= LAST_EVENT_TIME ? time : undefined;
}

function millisecondsOf(value: unknown): number {
  if (typeof value === "number") return value;
  if (value instanceof Date) return value.getTime();
  if (typeof value !== "string" || value.length > 64) return Number.NaN;
  const text = value.trim();
  return Date.parse(NAIVE.test(text) ? `${text.replace(" ", "T")}Z` : text);
}
