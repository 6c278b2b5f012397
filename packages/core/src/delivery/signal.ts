import type { Platform } from "../platform.ts";

/** Something that happens again and again, and that others wait for. */
export class Signal {
  readonly #platform: Pick<Platform, "schedule">;
  #waiters: (() => void)[] = [];

  constructor(platform: Pick<Platform, "schedule">) {
    this.#platform = platform;
  }

  /** Resolves when it happens next. */
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

  /** It happens: all that wait go on. */
  notify(): void {
    for (const wake of this.#waiters.splice(0)) wake();
  }
}
