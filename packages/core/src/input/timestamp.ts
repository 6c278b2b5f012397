import { LAST_EVENT_TIME } from "@peekjs/protocol";
import type { ValueCopy } from "./copy-value.ts";

/** An ISO 8601 date, with a time of day and a zone or without. */
const ISO_TIME = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d(:?\d\d)?)?)?$/;
/** A time of day that names no zone. */
const NAIVE = /T[\d:.]+$/;
/** A zone in whole hours, as databases write it: `Date.parse` wants its minutes. */
const WHOLE_HOURS = /T.+[+-]\d\d$/;

/**
 * Milliseconds since 1970 of a number of milliseconds, a Date or an ISO 8601 text, which is UTC when it names no zone;
 * undefined for anything else, and for what no collector keeps: a time before 1970 or after 9999.
 */
export function readTimestamp(value: unknown): number | undefined {
  try {
    const time = Math.round(millisecondsOf(value));
    return time >= 0 && time <= LAST_EVENT_TIME ? time : undefined;
  } catch {
    // A proxy of a Date is none.
    return undefined;
  }
}

/** The same, or another time where there is none; what is no time is noted. */
export function timeOf(value: unknown, otherwise: number, copy: ValueCopy): number {
  if (value === undefined || value === null) return otherwise;
  const time = readTimestamp(value);
  if (time === undefined) copy.note("timestamp", "invalid_date");
  return time ?? otherwise;
}

function millisecondsOf(value: unknown): number {
  if (typeof value === "number") return value;
  if (value instanceof Date) return value.getTime();
  if (typeof value !== "string" || value.length > 64) return Number.NaN;
  const text = value.trim().toUpperCase().replace(" ", "T");
  // Date.parse takes much else for a time, of the zone that the process happens to be in.
  if (!ISO_TIME.test(text)) return Number.NaN;
  if (NAIVE.test(text)) return Date.parse(`${text}Z`);
  return Date.parse(WHOLE_HOURS.test(text) ? `${text}:00` : text);
}
