import type { TimeRange } from "@peekjs/protocol";
import { PeekError } from "@peekjs/protocol";

/** Most intervals of one answer. */
const MAX_TIMES = 11_000;

/**
 * The range, widened to multiples of the step, and the start of each interval.
 *
 * @throws PeekError `PEEK_E_RANGE` when there are too many intervals, or the step is no whole number.
 */
export function alignedRange(range: TimeRange, step: number): TimeRange & { times: number[] } {
  const from = Math.floor(range.from / step) * step;
  const to = Math.ceil(range.to / step) * step;
  const intervals = (to - from) / step;
  if (!Number.isInteger(step) || step < 1 || !(intervals >= 0 && intervals <= MAX_TIMES)) {
    throw new PeekError(
      "PEEK_E_RANGE",
      `The range ${range.from} … ${range.to} in steps of ${step} ms cannot be answered. ` +
        `Steps are whole milliseconds, at most ${MAX_TIMES} of them; choose a wider step.`,
    );
  }
  return { from, to, times: Array.from({ length: intervals }, (_, index) => from + index * step) };
}
