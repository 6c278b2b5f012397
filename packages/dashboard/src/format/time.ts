import { isMoving, PRESETS, resolveRange } from "../url-state/time-range.ts";
import type { RangeText } from "../url-state/time-range.ts";

const pad = (value: number, width = 2): string => String(value).padStart(width, "0");

/** Local time of day, `14:02` or `14:02:07`. */
export function formatClock(timestamp: number, withSeconds = false): string {
  const date = new Date(timestamp);
  const minutes = `${pad(date.getHours())}:${pad(date.getMinutes())}`;
  return withSeconds ? `${minutes}:${pad(date.getSeconds())}` : minutes;
}

/** Local time of day to the millisecond, `14:02:07.031`. */
export function formatPreciseClock(timestamp: number): string {
  return `${formatClock(timestamp, true)}.${pad(new Date(timestamp).getMilliseconds(), 3)}`;
}

/** Local date, `2026-11-21`. */
function formatDate(timestamp: number): string {
  const date = new Date(timestamp);
  return `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`;
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** Local day, `Nov 21`. */
export function formatDay(timestamp: number): string {
  const date = new Date(timestamp);
  return `${MONTHS[date.getMonth()]} ${date.getDate()}`;
}

/** Local date and time of day, `2026-11-21 14:02:07.031`. */
export function formatTimestamp(timestamp: number): string {
  return `${formatDate(timestamp)} ${formatPreciseClock(timestamp)}`;
}

/** How long ago: `now`, `12 s ago`, `5 min ago`, `2 h ago`, `3 d ago`. */
export function formatAge(timestamp: number, now: number): string {
  const seconds = Math.max(0, Math.round((now - timestamp) / 1_000));
  if (seconds < 2) return "now";
  if (seconds < 60) return `${seconds} s ago`;
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} min ago`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3_600)} h ago`;
  return `${Math.floor(seconds / 86_400)} d ago`;
}

/** Length of an interval: `10 s`, `1 min`, `2 h`. */
export function formatInterval(milliseconds: number): string {
  if (milliseconds < 60_000) return `${milliseconds / 1_000} s`;
  if (milliseconds < 3_600_000) return `${milliseconds / 60_000} min`;
  return milliseconds < 86_400_000
    ? `${milliseconds / 3_600_000} h`
    : `${milliseconds / 86_400_000} d`;
}

/** `per minute`, `per 30 s`. */
export function formatPer(milliseconds: number): string {
  const single: Record<number, string> = { 60_000: "minute", 3_600_000: "hour", 86_400_000: "day" };
  return `per ${single[milliseconds] ?? formatInterval(milliseconds)}`;
}

/** A range in words that fit a sentence: `last hour`, `Nov 21 14:02 to 14:20`. */
export function describeRange(range: RangeText, now: number): string {
  const preset = isMoving(range) && PRESETS.find((each) => each.from === range.from);
  if (preset) return `last ${preset.spoken}`;
  if (isMoving(range) && range.from.startsWith("-")) return `last ${range.from.slice(1)}`;
  const resolved = resolveRange(range, now);
  if (!resolved) return `${range.from} to ${range.to}`;
  const { from, to } = resolved;
  const withSeconds = to - from < 600_000;
  const end = formatClock(to, withSeconds);
  const sameDay = formatDate(from) === formatDate(to);
  return `${formatDay(from)} ${formatClock(from, withSeconds)} to ${sameDay ? end : `${formatDay(to)} ${end}`}`;
}
