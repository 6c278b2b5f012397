import type { Platform } from "../platform.ts";
import { Countdown } from "../time/countdown.ts";
import { Pause } from "./pause.ts";
import type { Failure } from "./verdict.ts";

export interface RetrySettings {
  platform: Pick<Platform, "schedule">;
  maxRetries: number;
  /** Milliseconds between slow tries. */
  slowDelay: number;
}

/** When an endpoint that failed is tried again. */
export class Retries {
  readonly #pause: Pause;
  readonly #timer: Countdown;

  /** @param retry called at the end of a pause that somebody waits for */
  constructor({ platform, maxRetries, slowDelay }: RetrySettings, retry: () => void) {
    this.#pause = new Pause(maxRetries, slowDelay);
    this.#timer = new Countdown(platform.schedule, slowDelay, retry);
  }

  get isFailing(): boolean {
    return this.#pause.isFailing;
  }

  /** Whether the quick retries are used up. */
  get isSlow(): boolean {
    return this.#pause.isSlow;
  }

  /** Milliseconds until the endpoint may be tried. */
  get remaining(): number {
    return this.#pause.remaining(performance.now());
  }

  /** Whether no pause is on; else, with all the time in the world, the end of the pause is waited for. */
  mayTry(until: number): boolean {
    const { remaining } = this;
    if (remaining > 0 && until === Number.POSITIVE_INFINITY) this.#timer.start(remaining);
    return remaining <= 0;
  }

  /** Cuts the pause short for one try, if none did so within the last second. */
  hurry(): void {
    this.#pause.hurry(performance.now());
    this.#timer.cancel();
  }

  /** Tries later: the sooner, the likelier it is that the failure passes by itself. */
  fail(verdict: Failure): void {
    const retryAfter = "reply" in verdict ? verdict.reply.retryAfter : undefined;
    const mayPass = verdict.kind === "unreachable" || verdict.kind === "retry";
    if (mayPass) this.#pause.fail(performance.now(), retryAfter);
    else this.#pause.failSlowly(performance.now(), retryAfter);
  }

  /** Forgets all failures. */
  reset(): void {
    this.#pause.reset();
  }

  /** Waits for the end of no pause any more. */
  cancel(): void {
    this.#timer.cancel();
  }
}
