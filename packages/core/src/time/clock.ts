/** Taken at import, before a test or the app replaces the clock. */
const clock = performance;
const read = clock.now;

/** Milliseconds of the monotonic clock. */
export function now(): number {
  return read.call(clock);
}

/** The same of the clock that goes with the timers: tests replace both, or take the clock away. */
export function timerNow(): number {
  const { performance: current } = globalThis as { performance?: typeof performance };
  return current === undefined ? now() : current.now();
}
