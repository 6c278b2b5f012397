/** Seeded random numbers from 0 to 1, by mulberry32: the same seed gives the same traffic. */
export function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Picks items, each as often as its weight says. */
export function createPicker<T>(
  items: readonly T[],
  weight: (item: T, index: number) => number,
  random: () => number,
): () => T {
  let total = 0;
  const sums = items.map((item, index) => (total += weight(item, index)));
  return () => {
    const at = random() * total;
    return items[sums.findIndex((sum) => at < sum)]!;
  };
}
