/**
 * Tells for how long somebody who should answer has not, without anybody waiting for it: each look asks, unless a
 * question is still on its way, and measures how old that one is.
 */
export class Pulse {
  readonly #ask: () => Promise<unknown>;
  readonly #clock: () => number;
  #askedAt: number | undefined;

  /**
   * @param ask settles when there is an answer, be it a refusal
   * @param clock milliseconds that only ever grow
   */
  constructor(ask: () => Promise<unknown>, clock: () => number = () => performance.now()) {
    this.#ask = ask;
    this.#clock = clock;
  }

  /** Milliseconds since the question that waits for its answer; 0 when none did. */
  silence(): number {
    const now = this.#clock();
    if (this.#askedAt !== undefined) return now - this.#askedAt;
    this.#askedAt = now;
    const answered = (): void => {
      this.#askedAt = undefined;
    };
    this.#ask().then(answered, answered);
    return 0;
  }
}
