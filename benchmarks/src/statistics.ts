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
 */
export function estimate<Round>(
  rounds: readonly Round[],
  figure: (rounds: readonly Round[]) => number,
): Estimate {
  const random = randomNumbers();
  const resampled = Array.from({ length: RESAMPLES }, () =>
    figure(rounds.map(() => rounds[Math.floor(random() * rounds.length)]!)),
  ).sort((a, b) => a - b);
  return {
    median: figure(rounds),
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
