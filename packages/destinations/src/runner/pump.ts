import type { DestinationQueue, QueuedEvent } from "@peekjs/protocol";
import type { DestinationDefinition } from "../definition.ts";
import type { Circuit } from "./circuit.ts";
import type { Deliverer } from "./deliverer.ts";
import { describeError } from "./exchange.ts";
import { pack, type PackedEvent } from "./pack.ts";
import { QUEUE_ADVICE, type Reporter } from "./reporter.ts";
import { letter, splitExpired } from "./sort-outcomes.ts";
import type { Tally } from "./tally.ts";
import { aborted, schedule, sleep, type Cancel } from "./timer.ts";

export interface PumpParts {
  definition: DestinationDefinition<unknown>;
  flushInterval: number;
  /** Aborted when no further request is to begin. */
  ending: AbortSignal;
  queue: DestinationQueue;
  circuit: Circuit;
  deliverer: Deliverer;
  tally: Tally;
  reporter: Reporter;
}

/** Between two looks at a queue of which nothing can be taken, in milliseconds. */
const TURN = 5;

/** Pause for a queue that fails, in milliseconds. */
const QUEUE_FAILURE_PAUSE = 1_000;

/** Takes events out of the queue as long as the destination may be tried, and hands them to the deliverer. */
export class Pump {
  readonly #parts: PumpParts;
  #running: Promise<void> | undefined;
  /** What the run under way has taken. */
  #taken: readonly QueuedEvent[] = [];
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
    const { queue, circuit, ending } = this.#parts;
    const end = aborted(expired);
    circuit.hurry();
    while (queue.size().events > 0 && !expired.aborted && !ending.aborted) {
      const now = performance.now();
      const wait = circuit.remaining(now);
      if (circuit.state(now) === "open" || now + wait > deadline) return;
      await sleep(wait, expired);
      await this.#recoverVanished();
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
    if (this.#parts.ending.aborted) return;
    const wait = Math.max(milliseconds, this.#parts.circuit.remaining(performance.now()));
    this.#timer?.();
    this.#timer = schedule(() => void this.#run(), wait);
  }

  /**
   * An edge runtime may end a request with a delivery in it, which then neither succeeds nor fails: what it had taken
   * waits again.
   */
  async #recoverVanished(): Promise<void> {
    if (this.#running === undefined || !this.#parts.deliverer.isSilent()) return;
    this.#running = undefined;
    await this.#parts.queue.putBack(this.#taken);
  }

  #run(): Promise<void> {
    this.#timer?.();
    this.#timer = undefined;
    if (this.#running !== undefined) return this.#running;
    this.#parts.deliverer.begin();
    const running = this.#work().finally(() => {
      if (this.#running !== running) return;
      this.#running = undefined;
      const { queue, circuit, flushInterval } = this.#parts;
      const isPaused = circuit.remaining(performance.now()) > 0;
      if (queue.size().events > 0) this.#schedule(isPaused ? 0 : flushInterval);
    });
    this.#running = running;
    return running;
  }

  async #work(): Promise<void> {
    const { circuit, ending } = this.#parts;
    try {
      while (!ending.aborted && circuit.remaining(performance.now()) <= 0) {
        if (!(await this.#wave())) return;
      }
    } catch (error) {
      this.#tellFailure(error);
      circuit.rest(performance.now(), QUEUE_FAILURE_PAUSE);
    }
  }

  #tellFailure(error: unknown): void {
    const { tally, reporter } = this.#parts;
    const problem = `cannot use its queue (${describeError(error)})`;
    tally.lastFailure = reporter.redact(problem);
    reporter.tell("PEEK_E_DESTINATION_QUEUE", `${problem}. It tries again. ${QUEUE_ADVICE}`);
  }

  /** As many requests as may run at the same time. */
  async #wave(): Promise<boolean> {
    const { definition, queue, circuit } = this.#parts;
    const { events, concurrency = 1 } = definition.limits;
    const isProbing = circuit.state(performance.now()) === "half-open";
    const taken = await queue.take(isProbing ? events : events * concurrency);
    if (taken.length === 0) return false;
    this.#taken = taken;
    try {
      await this.#dispose(taken, isProbing ? 1 : concurrency);
    } catch (error) {
      // Of what the queue could not be told, it would give out nothing any more.
      await queue.putBack(taken);
      throw error;
    } finally {
      this.#taken = [];
    }
    return true;
  }

  async #dispose(taken: readonly QueuedEvent[], lanes: number): Promise<void> {
    const { definition, deliverer } = this.#parts;
    const { fresh, expired } = splitExpired(taken);
    const { requests, unreadable } = pack(fresh, definition);
    const damaged = unreadable.map((event) =>
      letter(event, "damaged: the event cannot be read any more"),
    );
    await deliverer.bury([...expired, ...damaged]);
    await this.#deliverAll(requests, lanes);
  }

  async #deliverAll(requests: readonly PackedEvent[][], lanes: number): Promise<void> {
    const next = requests.values();
    const lane = async (): Promise<void> => {
      for (const request of next) await this.#parts.deliverer.deliver(request);
    };
    // What one lane cannot tell the queue must not be taken from another that is still sending.
    const ends = await Promise.allSettled(Array.from({ length: lanes }, lane));
    for (const end of ends) if (end.status === "rejected") throw end.reason;
  }
}
