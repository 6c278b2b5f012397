import type { TopTotals } from "@peekjs/protocol";
import { formatCompact } from "../../format/number.ts";

/**
 * Whether the range before can be compared with: with less than a tenth of the traffic, it is rather the time when
 * reporting began.
 */
export function isComparable(now: TopTotals, before: TopTotals | undefined): before is TopTotals {
  return before !== undefined && before.requests > 0 && before.requests >= now.requests / 10;
}

/** `48.5 per minute`, or per hour where that is less than one. */
export function perTime(count: number, milliseconds: number): string {
  const perMinute = (count / milliseconds) * 60_000;
  return perMinute >= 1
    ? `${formatCompact(perMinute)} per minute`
    : `${formatCompact(perMinute * 60)} per hour`;
}

/** Relative change against the range before: 0.12 is 12 % more; undefined when there is nothing to compare with. */
export function change(now: number | null, before: number | null): number | undefined {
  if (now === null || before === null || before === 0) return undefined;
  return now / before - 1;
}

/** `+12%`, `−3%`, `±0%`, `×4.2` when it more than tripled. */
export function formatChange(ratio: number): string {
  if (ratio >= 2) return `×${Number((ratio + 1).toFixed(1))}`;
  const percent = Math.round(ratio * 100);
  if (percent === 0) return "±0%";
  return percent > 0 ? `+${percent}%` : `−${-percent}%`;
}
