import type { DestinationQueue } from "@peekjs/protocol";
import type { DestinationDefinition } from "../definition.ts";
import type { Circuit } from "./circuit.ts";
import type { Failures } from "./failures.ts";
import type { Window } from "./window.ts";

export interface ReadinessParts {
  definition: DestinationDefinition<unknown>;
  flushInterval: number;
  /** Aborted when no further request is to begin. */
  ending: AbortSignal;
  queue: DestinationQueue;
  circuit: Circuit;
  failures: Failures;
}

/** Tells what waits, for how long, and whether a request may begin. */
export class Readiness {
  readonly #parts: ReadinessParts;
  readonly #window: () => Window;

  /** @param window of now: it may be exchanged */
  constructor(parts: ReadinessParts, window: () => Window) {
    this.#parts = parts;
    this.#window = window;
  }

  /** What waits in the queue, and was not taken. */
  countWaiting(): number {
    return this.#parts.queue.size().events - this.#window().events;
  }

  /** Milliseconds that what waits may wait for others to share a request with. */
  waitForOthers(): number {
    const { definition, flushInterval, failures } = this.#parts;
    const isFull = this.countWaiting() - failures.resting >= definition.limits.events;
    return isFull ? 0 : flushInterval;
  }

  /** Milliseconds until something of what waits may be tried again; 0 when not all of it is left alone. */
  restOfAll(): number {
    const { failures } = this.#parts;
    const rest = failures.nextWake(performance.now()) ?? 0;
    return this.countWaiting() <= failures.resting ? rest : 0;
  }

  /** How many requests may be under way beside those that are. */
  places(): number {
    const { concurrency = 1 } = this.#parts.definition.limits;
    return (this.isProbing() ? 1 : concurrency) - this.#window().size;
  }

  /** Whether a single event is to find out whether the destination is back. */
  isProbing(): boolean {
    return this.#parts.circuit.state(performance.now()) === "half-open";
  }

  /** Whether a request may begin now. */
  mayBegin(): boolean {
    const { circuit, ending } = this.#parts;
    return !ending.aborted && circuit.remaining(performance.now()) <= 0 && this.places() > 0;
  }
}
