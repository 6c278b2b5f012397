import { parseHttpDate } from "@peekjs/protocol/internal";
import { FIRST_DELAY, HURRY_INTERVAL, LONGEST_QUICK_DELAY, LONGEST_RETRY_AFTER } from "./limits.ts";

/** When the next delivery may be tried, on a monotonic clock. */
export class Pause {
  readonly #maxRetries: number;
  readonly #slowDelay: number;
  #failures = 0;
  #until = 0;
  /** Until when the server asked to be left alone: no success of another delivery shortens it. */
  #askedUntil = 0;
  #hurriedAt = Number.NEGATIVE_INFINITY;

  /** @param slowDelay milliseconds between tries once `maxRetries` quick ones have failed */
  constructor(maxRetries: number, slowDelay: number) {
    this.#maxRetries = maxRetries;
    this.#slowDelay = slowDelay;
  }

  /** Whether the quick retries are used up. */
  get isSlow(): boolean {
    return this.#failures > this.#maxRetries;
  }

  get isFailing(): boolean {
    return this.#failures > 0;
  }

  /** Milliseconds to wait. */
  remaining(now: number): number {
    return Math.max(0, this.#until - now);
  }

  /**
   * Cuts the pause short for one try, once in a second; not before the time that the server asked for. Failures still
   * count: the pause after that try is as long as it would have been.
   */
  hurry(now: number): void {
    if (this.#until <= now || now - this.#hurriedAt < HURRY_INTERVAL) return;
    this.#hurriedAt = now;
    this.#until = this.#askedUntil;
  }

  /** Forgets all failures; not the time that the server asked for. */
  reset(): void {
    this.#failures = 0;
    this.#until = this.#askedUntil;
  }

  /** Exponential backoff with full jitter, and not before the time of a Retry-After. */
  fail(now: number, retryAfter: string | undefined): void {
    this.#failures++;
    const backoff = this.isSlow
      ? this.#slowDelay * (0.5 + Math.random() / 2)
      : Math.random() * Math.min(LONGEST_QUICK_DELAY, FIRST_DELAY * 2 ** (this.#failures - 1));
    const asked = parseRetryAfter(retryAfter);
    if (asked !== undefined) {
      this.#askedUntil = Math.max(this.#askedUntil, now + asked + Math.random() * 250);
    }
    this.#until = Math.max(this.#askedUntil, now + backoff);
  }

  /** Goes over to slow tries at once: nothing gets better by hurrying. */
  failSlowly(now: number, retryAfter: string | undefined): void {
    this.#failures = Math.max(this.#failures, this.#maxRetries);
    this.fail(now, retryAfter);
  }
}

/**
 * Milliseconds to wait for a Retry-After header, at most an hour: delay-seconds or an HTTP date (RFC 9110 §10.2.3).
 * Undefined for anything else.
 */
export function parseRetryAfter(value: string | undefined, now = Date.now()): number | undefined {
  if (value === undefined) return undefined;
  const text = value.trim();
  const delay = /^\d+$/.test(text) ? Number(text) * 1_000 : parseHttpDate(text) - now;
  return Number.isNaN(delay) ? undefined : Math.min(LONGEST_RETRY_AFTER, Math.max(0, delay));
}
