/** The middle of what was measured, and how far the measurements are apart. */
export interface Estimate {
  median: number;
  /** Below and above it lie 5 % of the medians of resampled measurements each. */
  low: number;
  high: number;
}

const RESAMPLES = 1_000;

export function median(values: readonly number[]): number {
  return quantile(
    values.toSorted((a, b) => a - b),
    0.5,
  );
}

/**
 * Estimates a figure from rounds: `figure` is computed of all of them, and of as many drawn with replacement
 * (bootstrap), for its spread.
 *
 * @param starts the rounds of each start: processes that are started anew differ by more than their rounds do, so starts
 * are drawn first, and then rounds within each
 * @see Davison, Hinkley: Bootstrap Methods and their Application (1997), §3.8
 */
export function estimate<Round>(
  starts: readonly (readonly Round[])[],
  figure: (rounds: readonly Round[]) => number,
): Estimate {
  const random = randomNumbers();
  const draw = <Value>(values: readonly Value[]): Value[] =>
    values.map(() => values[Math.floor(random() * values.length)]!);
  const resampled = Array.from({ length: RESAMPLES }, () =>
    figure(draw(starts).flatMap(draw)),
  ).sort((a, b) => a - b);
  return {
    median: figure(starts.flat()),
    low: quantile(resampled, 0.05),
    high: quantile(resampled, 0.95),
  };
}

function quantile(sorted: readonly number[], share: number): number {
  const position = (sorted.length - 1) * share;
  const below = sorted[Math.floor(position)] ?? Number.NaN;
  const above = sorted[Math.ceil(position)] ?? Number.NaN;
  return below + (above - below) * (position % 1);
}

/** The same in every run (mulberry32). */
function randomNumbers(): () => number {
  let state = 1;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
