import type { DestinationQueue } from "@peekjs/protocol";
import type { DestinationDefinition } from "../definition.ts";
import type { Circuit } from "./circuit.ts";
import type { Deliverer } from "./deliverer.ts";
import { pack, type PackedEvent } from "./pack.ts";
import { splitExpired } from "./sort-outcomes.ts";
import { aborted, schedule, sleep, type Cancel } from "./timer.ts";

export interface PumpParts {
  definition: DestinationDefinition<unknown>;
  flushInterval: number;
  closing: AbortSignal;
  queue: DestinationQueue;
  circuit: Circuit;
  deliverer: Deliverer;
}

/** Between two looks at a queue of which nothing can be taken, in milliseconds. */
const TURN = 5;

/** Pause for a queue that fails, in milliseconds. */
const QUEUE_FAILURE_PAUSE = 1_000;

/** Takes events out of the queue as long as the destination may be tried, and hands them to the deliverer. */
export class Pump {
  readonly #parts: PumpParts;
  #running: Promise<void> | undefined;
  #timer: Cancel | undefined;

  constructor(parts: PumpParts) {
    this.#parts = parts;
  }

  /** Something waits: soon, or now when it fills a request. */
  wake(): void {
    const { queue, definition, flushInterval } = this.#parts;
    const { events } = queue.size();
    if (events === 0 || this.#running !== undefined) return;
    const isFull = events >= definition.limits.events;
    if (isFull || this.#timer === undefined) this.#schedule(isFull ? 0 : flushInterval);
  }

  /** Sends until nothing waits, the destination is down, or time is up. */
  async drain(timeout: number): Promise<void> {
    const expired = new AbortController();
    // Keeps the process alive, unlike every other timer: who awaits a flush wants to see its end.
    const timer = setTimeout(() => expired.abort(), timeout);
    try {
      await this.#drainUntil(expired.signal, performance.now() + timeout);
    } finally {
      clearTimeout(timer);
      expired.abort();
    }
  }

  async #drainUntil(expired: AbortSignal, deadline: number): Promise<void> {
    const { queue, circuit, closing } = this.#parts;
    const end = aborted(expired);
    circuit.hurry();
    while (queue.size().events > 0 && !expired.aborted && !closing.aborted) {
      const now = performance.now();
      const wait = circuit.remaining(now);
      if (circuit.state(now) === "open" || now + wait > deadline) return;
      await sleep(wait, expired);
      await Promise.race([this.#run(), end]);
      // Whoever else holds what is left will return it.
      if (circuit.remaining(performance.now()) <= 0) await sleep(TURN, expired);
    }
  }

  /** Resolves when nothing is under way any more. */
  async end(): Promise<void> {
    this.#timer?.();
    await this.#running;
  }

  #schedule(milliseconds: number): void {
    if (this.#parts.closing.aborted) return;
    const wait = Math.max(milliseconds, this.#parts.circuit.remaining(performance.now()));
    this.#timer?.();
    this.#timer = schedule(() => void this.#run(), wait);
  }

  #run(): Promise<void> {
    this.#timer?.();
    this.#timer = undefined;
    this.#running ??= this.#work().finally(() => {
      this.#running = undefined;
      const { queue, circuit, flushInterval } = this.#parts;
      const isPaused = circuit.remaining(performance.now()) > 0;
      if (queue.size().events > 0) this.#schedule(isPaused ? 0 : flushInterval);
    });
    return this.#running;
  }

  async #work(): Promise<void> {
    const { circuit, closing } = this.#parts;
    try {
      while (!closing.aborted && circuit.remaining(performance.now()) <= 0) {
        if (!(await this.#wave())) return;
      }
    } catch {
      circuit.rest(performance.now(), QUEUE_FAILURE_PAUSE);
    }
  }

  /** As many requests as may run at the same time. */
  async #wave(): Promise<boolean> {
    const { definition, queue, circuit, deliverer } = this.#parts;
    const { events, concurrency = 1 } = definition.limits;
    const isProbing = circuit.state(performance.now()) === "half-open";
    const taken = await queue.take(isProbing ? events : events * concurrency);
    if (taken.length === 0) return false;
    const { fresh, expired } = splitExpired(taken);
    await deliverer.bury(expired);
    await this.#deliverAll(pack(fresh, definition), isProbing ? 1 : concurrency);
    return true;
  }

  async #deliverAll(requests: readonly PackedEvent[][], lanes: number): Promise<void> {
    const next = requests.values();
    const lane = async (): Promise<void> => {
      for (const request of next) await this.#parts.deliverer.deliver(request);
    };
    await Promise.all(Array.from({ length: lanes }, lane));
  }
}
