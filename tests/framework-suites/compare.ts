import type { Result } from "./run/result.ts";

/**
 * The tests that pass with the control, and fail, or are not reached, with the subject.
 *
 * @param bare a run with nothing registered: what fails there fails by itself
 */
export function broken(
  control: readonly Result[],
  subject: readonly Result[],
  bare: readonly Result[] = [],
): string[] {
  const passing = new Set(subject.filter(({ passed }) => passed).map(({ name }) => name));
  const failing = new Set(failures(bare));
  return control
    .filter(({ name, passed }) => passed && !passing.has(name) && !failing.has(name))
    .map(({ name }) => name);
}

export function failures(results: readonly Result[]): string[] {
  return results.filter(({ passed }) => !passed).map(({ name }) => name);
}
