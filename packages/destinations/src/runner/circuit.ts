export interface CircuitSettings {
  retryDelay: number;
  circuitFailures: number;
  circuitCooldown: number;
}

const LONGEST_DELAY = 60_000;
const LONGEST_COOLDOWN = 600_000;
/** So many times the first is the longest, too. */
const COOLDOWN_GROWTH = 20;

/**
 * When a destination may be tried, on a monotonic clock: after a failure it is left alone for a while (exponential,
 * full jitter); after several in a row the circuit opens, and one request at a time finds out whether it can be closed.
 */
export class Circuit {
  readonly #settings: CircuitSettings;
  #failures = 0;
  #failedAt = Number.NEGATIVE_INFINITY;
  #until = 0;
  /** Until when the destination asked to be left alone. */
  #askedUntil = 0;

  constructor(settings: CircuitSettings) {
    this.#settings = settings;
  }

  /** Milliseconds to wait. */
  remaining(now: number): number {
    return Math.max(0, this.#until - now, this.#askedUntil - now);
  }

  state(now: number): "closed" | "open" | "half-open" {
    if (this.#failures < this.#settings.circuitFailures) return "closed";
    return this.remaining(now) > 0 ? "open" : "half-open";
  }

  succeed(): void {
    this.#failures = 0;
    this.#until = 0;
  }

  /**
   * Requests that were under way together fail together: that is one failure.
   *
   * @param after milliseconds that the destination asked for
   * @param begun when the request did
   */
  fail(now: number, after = 0, begun = now): void {
    this.#ask(now, after);
    if (begun >= this.#failedAt) this.#count(now);
  }

  /** Opens at once: nothing gets better by hurrying. */
  open(now: number, begun = now): void {
    const { circuitFailures } = this.#settings;
    if (this.#failures >= circuitFailures) {
      this.fail(now, 0, begun);
      return;
    }
    this.#failures = circuitFailures - 1;
    this.#count(now);
  }

  /** Leaves the destination alone for a moment, though it did not fail as a whole. */
  rest(now: number, after: number): void {
    const longest = Math.min(LONGEST_DELAY, this.#settings.retryDelay);
    this.#until = Math.max(this.#until, now + Math.random() * longest);
    this.#ask(now, after);
  }

  /** Allows a try at once, unless the destination asked to be left alone. */
  hurry(): void {
    this.#until = 0;
  }

  #count(now: number): void {
    this.#failures++;
    this.#failedAt = now;
    this.#until = now + this.#delay();
  }

  #ask(now: number, after: number): void {
    if (after > 0) this.#askedUntil = Math.max(this.#askedUntil, now + after);
  }

  #delay(): number {
    const { retryDelay, circuitFailures, circuitCooldown } = this.#settings;
    const beyond = this.#failures - circuitFailures;
    if (beyond < 0) {
      return Math.random() * Math.min(LONGEST_DELAY, retryDelay * 2 ** (this.#failures - 1));
    }
    const growth = Math.min(COOLDOWN_GROWTH, 2 ** beyond);
    const cooldown = Math.min(LONGEST_COOLDOWN, circuitCooldown * growth);
    return cooldown * (0.5 + Math.random() / 2);
  }
}
