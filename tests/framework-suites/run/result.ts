/** A test of a suite that was run. Skipped ones are left out. */
export interface Result {
  /** File and titles: the same in every run. */
  name: string;
  passed: boolean;
}

/** Tells tests of the same name apart by their order. */
export function withDistinctNames(results: readonly Result[]): Result[] {
  const seen = new Map<string, number>();
  return results.map(({ name, passed }) => {
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    return { name: count === 1 ? name : `${name} (${count})`, passed };
  });
}
