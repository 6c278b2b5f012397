import type { Platform } from "../platform.ts";

/** Lets those wait who go on when a batch has come to an end. */
export class Changes {
  readonly #platform: Pick<Platform, "schedule">;
  #waiters: (() => void)[] = [];

  constructor(platform: Pick<Platform, "schedule">) {
    this.#platform = platform;
  }

  /** Resolves with the next change. */
  next(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiters.push(resolve);
    });
  }

  /** The same, at most after so many milliseconds. */
  within(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.#platform.schedule(resolve, milliseconds);
      this.#waiters.push(() => {
        cancel();
        resolve();
      });
    });
  }

  /** All that wait go on. */
  tell(): void {
    for (const wake of this.#waiters.splice(0)) wake();
  }
}
