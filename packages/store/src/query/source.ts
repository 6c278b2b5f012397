import type { TimeRange } from "@peekjs/protocol";

/** The tables that requests are counted from. */
type Source = "requests" | "rollup_minute" | "rollup_hour";

/** Part of a range, and the table that answers for it. */
export interface Segment extends TimeRange {
  source: Source;
}

/** Milliseconds that a row of a rollup covers. */
export const PERIODS = { rollup_minute: 60_000, rollup_hour: 3_600_000 } as const;

/**
 * Divides a range: whole periods are read from the rollup, what is left at the edges from the requests. `step` is the
 * width of the wanted intervals; where a period does not fit into it, the requests answer for everything.
 */
export function planSegments(
  { from, to }: TimeRange,
  rollup: keyof typeof PERIODS | undefined,
  step?: number,
): Segment[] {
  if (rollup !== undefined && (step === undefined || step % PERIODS[rollup] === 0)) {
    const period = PERIODS[rollup];
    const start = Math.ceil(from / period) * period;
    const end = Math.floor(to / period) * period;
    if (start < end) {
      const segments: Segment[] = [
        { source: "requests", from, to: start },
        { source: rollup, from: start, to: end },
        { source: "requests", from: end, to },
      ];
      return segments.filter((segment) => segment.from < segment.to);
    }
  }
  return [{ source: "requests", from, to }];
}
