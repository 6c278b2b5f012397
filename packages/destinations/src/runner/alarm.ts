import { schedule, type Cancel } from "./timer.ts";

/** Milliseconds after its time from which a timer is lost: edge runtimes forget those of a request that has ended. */
const LOST = 1_000;

/** Calls back at the earliest of the times that were asked for, on a monotonic clock. */
export class Alarm {
  readonly #callback: () => void;
  #set: { at: number; cancel: Cancel } | undefined;

  constructor(callback: () => void) {
    this.#callback = callback;
  }

  /** In so many milliseconds, unless it is sooner. */
  set(milliseconds: number): void {
    const now = performance.now();
    const at = now + milliseconds;
    if (this.#set !== undefined && this.#set.at <= at && this.#set.at > now - LOST) return;
    this.cancel();
    const ring = (): void => {
      this.#set = undefined;
      this.#callback();
    };
    this.#set = { at, cancel: schedule(ring, milliseconds) };
  }

  cancel(): void {
    this.#set?.cancel();
    this.#set = undefined;
  }
}
