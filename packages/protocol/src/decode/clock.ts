import { CLOCK_SKEW_TOLERANCE, LAST_EVENT_TIME, TIMESTAMP_WINDOW } from "../limits.ts";
import { show } from "./json-object.ts";

const ISO_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)$/;

/** How the timestamps of one envelope are read. */
export interface Clock {
  /** The collector's clock when the envelope arrived, milliseconds since 1970. */
  receivedAt: number;
  /** Milliseconds to add to the client's timestamps. */
  clockSkewMs: number;
}

/** What must be added to a client's timestamps, in milliseconds: 0 within the tolerance. */
export function clockSkew(receivedAt: number, sentAt: number | undefined): number {
  if (sentAt === undefined) return 0;
  const difference = Math.round(receivedAt - sentAt);
  return Math.abs(difference) > CLOCK_SKEW_TOLERANCE ? difference : 0;
}

/** Milliseconds since 1970 from a number or an ISO 8601 text with an offset; NaN where it is neither. */
export function readTime(value: unknown): number {
  if (typeof value === "number") return Number.isFinite(value) ? value : Number.NaN;
  return typeof value === "string" && ISO_TIME.test(value) ? Date.parse(value) : Number.NaN;
}

/** The client's time on the collector's clock, or NaN outside the window. */
export function correctTime(time: number, clock: Clock): number {
  const corrected = Math.round(time + clock.clockSkewMs);
  const { receivedAt } = clock;
  return corrected >= receivedAt - TIMESTAMP_WINDOW.past &&
    corrected <= receivedAt + TIMESTAMP_WINDOW.future
    ? corrected
    : Number.NaN;
}

/** A product event's time on the collector's clock, or NaN where it is none: events may be imported years later. */
export function correctEventTime(time: number, clock: Clock): number {
  const corrected = Math.round(time + clock.clockSkewMs);
  return corrected >= 0 && corrected <= LAST_EVENT_TIME ? corrected : Number.NaN;
}

/** Why {@link correctTime} gave NaN. */
export function describeTime(field: string, value: unknown): string {
  return describe(field, value, "within 7 days before and 5 minutes after its arrival");
}

/** Why {@link correctEventTime} gave NaN. */
export function describeEventTime(field: string, value: unknown): string {
  return describe(field, value, "between 1970 and 9999");
}

function describe(field: string, value: unknown, window: string): string {
  const time = readTime(value);
  if (Number.isNaN(time)) {
    return `${field} must be milliseconds since 1970 or ISO 8601 text with an offset, got ${show(value)}`;
  }
  const date = new Date(time);
  const shown = Number.isNaN(date.getTime()) ? String(time) : date.toISOString();
  return `${field} must lie ${window}, got ${shown}`;
}
