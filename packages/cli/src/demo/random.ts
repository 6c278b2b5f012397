/** Seeded random numbers: the same seed gives the same demo. */
export interface Random {
  /** 0 … 1, evenly. */
  next(): number;
  /** A whole number from 0 to `end`, excluded. */
  below(end: number): number;
  /** A latency-like number: log-normal with the given median. */
  around(median: number, spread: number): number;
}

/** The generator mulberry32. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    next,
    below: (end) => Math.floor(next() * end),
    around: (median, spread) => {
      // Box-Muller.
      const normal = Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
      return median * Math.exp(spread * normal);
    },
  };
}

/** Picks indexes by weight. */
export function createPicker(weights: readonly number[], random: Random): () => number {
  const sums: number[] = [];
  let total = 0;
  for (const weight of weights) sums.push((total += weight));
  return () => {
    const at = random.next() * total;
    return sums.findIndex((sum) => at < sum);
  };
}
