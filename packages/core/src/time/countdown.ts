import type { Cancel, Platform } from "../platform.ts";

/** A task that is due some time after it was first asked for. */
export class Countdown {
  readonly #schedule: Platform["schedule"];
  readonly #milliseconds: number;
  readonly #task: () => void;
  #cancel: Cancel | undefined;

  constructor(schedule: Platform["schedule"], milliseconds: number, task: () => void) {
    this.#schedule = schedule;
    this.#milliseconds = milliseconds;
    this.#task = task;
  }

  get isRunning(): boolean {
    return this.#cancel !== undefined;
  }

  /** Starts it, unless it is running; for another time than its own, if one is given. */
  start(milliseconds = this.#milliseconds): void {
    this.#cancel ??= this.#schedule(() => {
      this.#cancel = undefined;
      this.#task();
    }, milliseconds);
  }

  cancel(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }
}
