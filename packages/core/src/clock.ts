/** Taken at import, before a test or the app replaces the clock. */
const clock = performance;
const read = clock.now;

/** Milliseconds of the monotonic clock. */
export function now(): number {
  return read.call(clock);
}
