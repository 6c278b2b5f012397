/** Lets many share, or one exclude all others. */
export class Gate {
  #sharing = 0;
  #excluding: Promise<unknown> | undefined;
  #lastLeft: (() => void) | undefined;

  /** Runs `use` beside others that share. */
  async share<T>(use: () => Promise<T>): Promise<T> {
    while (this.#excluding) await this.#excluding.catch(() => undefined);
    this.#sharing++;
    try {
      return await use();
    } finally {
      this.#sharing--;
      if (this.#sharing === 0) this.#lastLeft?.();
    }
  }

  /** Runs `use` when nobody shares any more; who comes meanwhile waits. One at a time. */
  async exclude<T>(use: () => Promise<T>): Promise<T> {
    const alone =
      this.#sharing === 0
        ? Promise.resolve()
        : new Promise<void>((resolve) => (this.#lastLeft = resolve));
    const excluding = alone.then(use);
    this.#excluding = excluding;
    try {
      return await excluding;
    } finally {
      this.#excluding = undefined;
      this.#lastLeft = undefined;
    }
  }
}
