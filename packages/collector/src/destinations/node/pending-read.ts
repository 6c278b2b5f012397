import type { LoggedEvent } from "./event-index.ts";
import type { Payload } from "./read-payloads.ts";

/** Tries of one payload that the disk does not give, while it gives others, and the milliseconds between two of them. */
const MOST_FAILURES = 3;
const BETWEEN_FAILURES = 1_000;

/** How often a payload could not be read, and when it was last counted. */
export type ReadFailures = WeakMap<LoggedEvent, { count: number; at: number }>;

/** What is read in order to be taken, sorted by what there is of it. */
export class PendingRead {
  readonly #failures: ReadFailures;
  readonly #payloads = new Map<LoggedEvent, string>();
  readonly #failed: LoggedEvent[] = [];
  #cause: unknown;
  /** Whether the disk gave anything. */
  #hasIntact = false;

  /** @param failures of earlier reads */
  constructor(failures: ReadFailures) {
    this.#failures = failures;
  }

  /** Whether there is anything to take. */
  get isDone(): boolean {
    return this.#payloads.size > 0;
  }

  add(events: readonly LoggedEvent[], payloads: readonly Payload[]): void {
    for (const [index, event] of events.entries()) {
      const payload = payloads[index]!;
      if (typeof payload === "string") {
        this.#hasIntact = true;
        this.#payloads.set(event, payload);
      } else if (payload.isDamaged) this.#payloads.set(event, "");
      else {
        this.#failed.push(event);
        this.#cause = payload.cause;
      }
    }
  }

  /**
   * What is taken, that which is lost with an empty payload, and what is tried again later.
   *
   * @throws what the disk says, when it gives nothing
   */
  end(): { payloads: ReadonlyMap<LoggedEvent, string>; later: readonly LoggedEvent[] } {
    if (this.#failed.length > 0 && !this.isDone) throw this.#cause;
    if (!this.#hasIntact) return { payloads: this.#payloads, later: this.#failed };
    const later = this.#failed.filter((event) => !this.#isGivenUp(event));
    return { payloads: this.#payloads, later };
  }

  #isGivenUp(event: LoggedEvent): boolean {
    const now = performance.now();
    const { count, at } = this.#failures.get(event) ?? { count: 0, at: Number.NEGATIVE_INFINITY };
    if (now - at < BETWEEN_FAILURES) return false;
    this.#failures.set(event, { count: count + 1, at: now });
    if (count + 1 < MOST_FAILURES) return false;
    this.#payloads.set(event, "");
    return true;
  }
}
