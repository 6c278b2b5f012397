/** A test of a suite that was run. Skipped ones are left out. */
export interface Result {
  /** File and titles: the same in every run. */
  name: string;
  passed: boolean;
}

/** Tells tests of the same name apart by their order. Ports differ from run to run. */
export function withDistinctNames(results: readonly Result[]): Result[] {
  const seen = new Map<string, number>();
  return results.map(({ name: title, passed }) => {
    const name = title.replace(/:\d{4,5}\b/g, ":…");
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    return { name: count === 1 ? name : `${name} (${count})`, passed };
  });
}
