import type { TimeRange } from "@peekjs/protocol";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const UNITS: Record<string, number> = { s: SECOND, m: MINUTE, h: HOUR, d: DAY };

/** Ends of a range as they stand in the URL: `now`, an offset such as `-1h`, or milliseconds since 1970. */
export interface RangeText {
  from: string;
  to: string;
}

export interface Preset {
  from: string;
  label: string;
  /** Follows "last" in a sentence. */
  spoken: string;
}

export const PRESETS: readonly Preset[] = [
  { from: "-5m", label: "5m", spoken: "5 minutes" },
  { from: "-15m", label: "15m", spoken: "15 minutes" },
  { from: "-1h", label: "1h", spoken: "hour" },
  { from: "-6h", label: "6h", spoken: "6 hours" },
  { from: "-24h", label: "24h", spoken: "24 hours" },
  { from: "-7d", label: "7d", spoken: "7 days" },
];

export const DEFAULT_RANGE: RangeText = { from: "-1h", to: "now" };

/** Milliseconds since 1970, or undefined when the text is no instant. */
export function parseInstant(text: string, now: number): number | undefined {
  if (text === "now") return now;
  const offset = /^-(\d{1,6})([smhd])$/.exec(text);
  if (offset) return now - Number(offset[1]) * (UNITS[offset[2] ?? ""] ?? 0);
  return /^\d{9,15}$/.test(text) ? Number(text) : undefined;
}

/** A range that can be asked for, or undefined when an end is unreadable or the ends are the wrong way round. */
export function resolveRange(range: RangeText, now: number): TimeRange | undefined {
  const from = parseInstant(range.from, now);
  const to = parseInstant(range.to, now);
  return from !== undefined && to !== undefined && from < to ? { from, to } : undefined;
}

/** Whether the range moves with the clock. */
export function isMoving(range: RangeText): boolean {
  return range.to === "now";
}

const STEPS = [
  5 * SECOND,
  10 * SECOND,
  15 * SECOND,
  20 * SECOND,
  30 * SECOND,
  MINUTE,
  2 * MINUTE,
  5 * MINUTE,
  10 * MINUTE,
  15 * MINUTE,
  20 * MINUTE,
  30 * MINUTE,
  HOUR,
  2 * HOUR,
  3 * HOUR,
  6 * HOUR,
  12 * HOUR,
  DAY,
];

/** More intervals than this make bars too narrow to point at. */
const MOST_INTERVALS = 72;

/** The finest step that keeps a range within a chart's number of intervals. */
export function chooseStep(range: TimeRange): number {
  const length = range.to - range.from;
  return (
    STEPS.find((step) => length / step <= MOST_INTERVALS) ??
    Math.ceil(length / MOST_INTERVALS / DAY) * DAY
  );
}

/** The range of equal length that ends where this one begins; it moves with the clock if this one does. */
export function previousRange(range: RangeText): RangeText | undefined {
  const offset = /^-(\d+)([smhd])$/.exec(range.from);
  if (offset && isMoving(range)) {
    return { from: `-${Number(offset[1]) * 2}${offset[2]}`, to: range.from };
  }
  const from = Number(range.from);
  const to = Number(range.to);
  return from < to ? { from: String(from - (to - from)), to: range.from } : undefined;
}
