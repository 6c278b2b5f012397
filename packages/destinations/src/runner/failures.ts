/** What is known of an event, or of a request by its first event, that failed. */
interface Failure {
  /** Failures that are its own, since the destination took others. */
  own: number;
  /** These, and all that followed on the first of them. */
  count: number;
  /** What the destination had taken by then. */
  deliveries: number;
}

/** Failures that are remembered; the oldest are forgotten. */
const MOST_REMEMBERED = 10_000;

/** Events that are left alone at the same time. */
const MOST_RESTING = 500;

/** Milliseconds. */
const LONGEST_REST = 600_000;

/**
 * Tells what fails by itself from what fails with its destination: nothing was wrong with a destination that took others in
 * between. What fails by itself is left alone for a while, so that neither it holds up others nor its repetitions hurt.
 */
export class Failures {
  readonly #retryDelay: number;
  readonly #circuitCooldown: number;
  /** By event id, the newest last. */
  readonly #failures = new Map<string, Failure>();
  /** Until when, on a monotonic clock, by event id. */
  readonly #resting = new Map<string, number>();
  /** Resting until the destination takes something. */
  readonly #suspects = new Set<string>();
  #deliveries = 0;

  /**
   * @param settings milliseconds of the longest pause before the first repetition, and of the one after which a suspect is
   *   tried though nothing was taken
   */
  constructor({ retryDelay, circuitCooldown }: { retryDelay: number; circuitCooldown: number }) {
    this.#retryDelay = retryDelay;
    this.#circuitCooldown = circuitCooldown;
  }

  /** The destination took something. */
  countDelivery(): void {
    this.#deliveries++;
    for (const id of this.#suspects) this.#resting.delete(id);
    this.#suspects.clear();
  }

  /** Requests of which the destination took something. */
  get deliveries(): number {
    return this.#deliveries;
  }

  /** @param isProven whether the destination took others at the same time */
  note(id: string, isProven: boolean): Readonly<Failure> {
    const before = this.#failures.get(id);
    const isOwn = isProven || (before !== undefined && this.#deliveries > before.deliveries);
    const own = (before?.own ?? 0) + Number(isOwn);
    const count = own === 0 ? 0 : (before?.count ?? 0) + 1;
    const failure = { own, count, deliveries: this.#deliveries };
    this.#failures.delete(id);
    this.#failures.set(id, failure);
    const [oldest] = this.#failures.keys();
    if (this.#failures.size > MOST_REMEMBERED) this.#failures.delete(oldest!);
    return failure;
  }

  hasFailed(id: string): boolean {
    return this.#failures.has(id);
  }

  forget(id: string): void {
    this.#failures.delete(id);
  }

  /** Leaves an event alone, the longer the more often it failed by itself. Returns false when too many are left alone. */
  rest(id: string, now: number): boolean {
    if (this.#resting.size >= MOST_RESTING) this.#wakeAll(now);
    if (this.#resting.size >= MOST_RESTING) return false;
    const { count = 0 } = this.#failures.get(id) ?? {};
    this.#leave(id, now, this.#retryDelay * 2 ** Math.max(0, count - 1));
    return true;
  }

  /** Leaves an event alone until the destination takes others: it shows then whether the fault is in it. */
  suspect(id: string, now: number): void {
    this.#leave(id, now, this.#circuitCooldown);
    this.#suspects.add(id);
  }

  /** How many are left alone, at most. */
  get resting(): number {
    return this.#resting.size;
  }

  isResting(id: string, now: number): boolean {
    const until = this.#resting.get(id);
    if (until === undefined) return false;
    if (until > now) return true;
    this.#resting.delete(id);
    this.#suspects.delete(id);
    return false;
  }

  /** Milliseconds until the first may be tried again; undefined when none is left alone. */
  nextWake(now: number): number | undefined {
    this.#wakeAll(now);
    if (this.#resting.size === 0) return undefined;
    return Math.min(...this.#resting.values()) - now;
  }

  #leave(id: string, now: number, longest: number): void {
    this.#resting.set(id, now + Math.min(LONGEST_REST, longest) * (0.5 + Math.random() / 2));
  }

  /** Those whose time is over. */
  #wakeAll(now: number): void {
    for (const id of this.#resting.keys()) this.isResting(id, now);
  }
}
