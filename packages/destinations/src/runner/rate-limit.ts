/** Spaces requests so that no second sees more than so many, on a monotonic clock. */
export class RateLimit {
  readonly #interval: number;
  #next = 0;

  constructor(requestsPerSecond: number) {
    this.#interval = 1_000 / requestsPerSecond;
  }

  /** Reserves the next request; returns the milliseconds to wait for it. */
  reserve(now: number): number {
    const start = Math.max(now, this.#next);
    this.#next = start + this.#interval;
    return start - now;
  }
}
