import type { QueuedEvent } from "@peekjs/protocol";
import { Alarm } from "./alarm.ts";
import type { Deliverer } from "./deliverer.ts";
import { describeError } from "./describe-error.ts";
import type { PackedEvent } from "./pack.ts";
import { Readiness, type ReadinessParts } from "./readiness.ts";
import { QUEUE_ADVICE, type Reporter } from "./reporter.ts";
import type { Supply } from "./supply.ts";
import type { Tally } from "./tally.ts";
import { aborted, LONGEST_TIMER, sleep } from "./timer.ts";
import { Window } from "./window.ts";

export interface PumpParts extends ReadinessParts {
  supply: Supply;
  deliverer: Deliverer;
  tally: Tally;
  reporter: Reporter;
}

/** Between two looks at a queue of which nothing can be taken, in milliseconds. */
const TURN = 5;

/** How long a flush waits for an event that is left alone, in milliseconds: who asked for it has others to serve. */
const LONGEST_WAIT = 1_000;

/** Pause for a queue that fails, in milliseconds. */
const QUEUE_FAILURE_PAUSE = 1_000;

/**
 * Begins a request whenever one may be under way more, as long as the destination may be tried: none waits for another to
 * end.
 */
export class Pump {
  readonly #parts: PumpParts;
  readonly #readiness: Readiness;
  #window = new Window();
  #isFilling = false;
  #filled: Promise<void> = Promise.resolve();
  /** Events that have waited for others long enough. */
  #due = 0;
  /** Flushes under way: nothing waits for others. */
  #drains = 0;
  readonly #alarm = new Alarm(() => {
    this.#due = this.#readiness.countWaiting();
    void this.#fill();
  });

  constructor(parts: PumpParts) {
    this.#parts = parts;
    this.#readiness = new Readiness(parts, () => this.#window);
  }

  /** Something waits: soon, or now when it fills a request. */
  wake(): void {
    if (this.#readiness.places() <= 0) return;
    if (this.#readiness.countWaiting() > 0) this.#schedule(this.#readiness.waitForOthers());
  }

  /** Sends until nothing waits, the destination is down, or time is up. */
  async drain(timeout: number): Promise<void> {
    const expired = new AbortController();
    // Keeps the process alive, unlike every other timer: who awaits a flush wants to see its end.
    const timer = setTimeout(() => expired.abort(), Math.min(LONGEST_TIMER, timeout));
    this.#drains++;
    try {
      await this.#drainUntil(expired.signal, performance.now() + timeout);
    } finally {
      this.#drains--;
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
      const isDown = circuit.state(now) === "open" || now + wait > deadline;
      if (isDown && (this.#window.size === 0 || now >= deadline)) return;
      if (!isDown) {
        await sleep(wait, expired);
        await this.#recoverVanished();
        await Promise.race([this.#fill(), end]);
      }
      if (this.#window.size > 0) await Promise.race([this.#window.allEnded(), end]);
      else if (circuit.remaining(performance.now()) <= 0) {
        const rest = this.#readiness.restOfAll();
        if (rest > LONGEST_WAIT || performance.now() + rest > deadline) return;
        // What does not rest is held by somebody else, who will return it.
        await sleep(Math.max(TURN, rest), expired);
      }
    }
  }

  /** Resolves when nothing is under way any more. */
  async end(): Promise<void> {
    this.#alarm.cancel();
    await this.#filled;
    await this.#window.allEnded();
    await this.#putBackWaiting();
  }

  /** Not before the destination may be tried. */
  #schedule(milliseconds: number): void {
    const { ending, circuit } = this.#parts;
    if (ending.aborted) return;
    this.#alarm.set(Math.max(milliseconds, circuit.remaining(performance.now())));
  }

  /**
   * An edge runtime may end a request with a delivery in it, which then neither succeeds nor fails: what it had taken
   * waits again.
   */
  async #recoverVanished(): Promise<void> {
    if (this.#window.size === 0 || !this.#parts.deliverer.isSilent()) return;
    const vanished = this.#window.all();
    this.#window = new Window();
    await this.#parts.queue.putBack(vanished);
  }

  /** Begins as many requests as may be. */
  #fill(): Promise<void> {
    if (!this.#isFilling) this.#filled = this.#beginAll();
    return this.#filled;
  }

  async #beginAll(): Promise<void> {
    this.#isFilling = true;
    this.#alarm.cancel();
    const window = this.#window;
    try {
      while (this.#readiness.mayBegin()) {
        const request = window.next();
        if (request !== undefined) this.#begin(window, request);
        else if (!this.#isDue() || !(await this.#supply(window))) break;
      }
      if (this.#parts.circuit.remaining(performance.now()) > 0) await this.#putBackWaiting();
    } catch (error) {
      this.#fail(error);
    }
    // Right after the last look: what ends from now on looks again.
    this.#isFilling = false;
    this.#lookAgain();
  }

  async #supply(window: Window): Promise<boolean> {
    const requests = await this.#parts.supply.take(
      this.#readiness.places(),
      this.#readiness.isProbing(),
    );
    const supplied = requests?.reduce((sum, { length }) => sum + length, 0);
    const left = supplied === undefined ? 0 : this.#due - supplied;
    // What is left alone is not due, though it waits.
    this.#due = left > this.#parts.failures.resting ? left : 0;
    window.add(requests ?? []);
    return requests !== undefined;
  }

  #begin(window: Window, request: readonly PackedEvent[]): void {
    const { deliverer } = this.#parts;
    if (window.size === 0) deliverer.begin();
    window.begin(request, this.#deliver(request), () => {
      if (window === this.#window) void this.#fill();
    });
  }

  #isDue(): boolean {
    return this.#drains > 0 || this.#due > 0;
  }

  async #deliver(request: readonly PackedEvent[]): Promise<void> {
    try {
      await this.#parts.deliverer.deliver(request);
    } catch (error) {
      this.#fail(error);
      // Of what the queue could not be told, it would give out nothing any more.
      await this.#putBack(request.map(({ event }) => event));
    }
  }

  /** For what is left, or comes back: nothing else would begin it. */
  #lookAgain(): void {
    const { circuit } = this.#parts;
    if (this.#readiness.places() <= 0 || this.#readiness.countWaiting() <= 0) return;
    const isPausing = circuit.remaining(performance.now()) > 0;
    this.#schedule(isPausing ? 0 : this.#readiness.restOfAll() || this.#readiness.waitForOthers());
  }

  /** What waits for its turn while the destination is left alone would be in the way of what finds out whether it is back. */
  #putBackWaiting(): Promise<void> {
    return this.#putBack(this.#window.takeWaiting());
  }

  async #putBack(events: readonly QueuedEvent[]): Promise<void> {
    if (events.length === 0) return;
    try {
      await this.#parts.queue.putBack(events);
    } catch (error) {
      this.#fail(error);
    }
  }

  #fail(error: unknown): void {
    const { tally, reporter, circuit } = this.#parts;
    const failure = { reason: "cannot use its queue", answer: describeError(error) };
    tally.lastFailure = reporter.redactFailure(failure);
    const problem = `${failure.reason} (${failure.answer}). It tries again. ${QUEUE_ADVICE}`;
    reporter.tell("PEEK_E_DESTINATION_QUEUE", problem);
    circuit.rest(performance.now(), QUEUE_FAILURE_PAUSE);
  }
}
