/** Bytes that may be in memory at the same time, for all who take from it. */
export class ByteBudget {
  #free: number;
  readonly #held = new WeakMap<object, number>();

  constructor(bytes: number) {
    this.#free = bytes;
  }

  /**
   * Whether there were as many; they are taken then, until {@link ByteBudget.whileHeld} of the same holder has ended.
   *
   * @param holder Whose bytes they are: a request.
   */
  take(bytes: number, holder: object): boolean {
    if (bytes > this.#free) return false;
    this.hold(bytes, holder);
    return true;
  }

  /** Takes bytes for a holder as {@link ByteBudget.take} does, also where there are not as many. */
  hold(bytes: number, holder: object): void {
    this.#free -= bytes;
    this.#held.set(holder, (this.#held.get(holder) ?? 0) + bytes);
  }

  /** Does the work for which a holder takes bytes, and has them back when it has ended, one way or the other. */
  async whileHeld<Result>(holder: object, work: () => Result | Promise<Result>): Promise<Result> {
    try {
      return await work();
    } finally {
      this.#free += this.#held.get(holder) ?? 0;
      this.#held.delete(holder);
    }
  }
}
