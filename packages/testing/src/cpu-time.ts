/**
 * Milliseconds of processor time that a synchronous piece of work takes: as many when the machine is busy as when it is
 * idle.
 *
 * @example
 * ```ts
 * expect(cpuTime(() => redactPath(hostile))).toBeLessThan(50);
 * ```
 */
export function cpuTime(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}
