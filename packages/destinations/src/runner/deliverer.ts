import type { DeadLetter, DestinationQueue, QueuedEvent } from "@peekjs/protocol";
import type { Circuit } from "./circuit.ts";
import type { Disposal } from "./disposal.ts";
import { giveBackErased, hasErased, withoutAnswer } from "./erased.ts";
import { exchange, type ExchangeSettings } from "./exchange.ts";
import { inLogs } from "./failure-in-logs.ts";
import type { Failures } from "./failures.ts";
import type { PackedEvent } from "./pack.ts";
import { RateLimit } from "./rate-limit.ts";
import type { Reporter } from "./reporter.ts";
import { letter, Sorter, type Sorted } from "./sort-outcomes.ts";
import type { Tally } from "./tally.ts";
import { sleep } from "./timer.ts";

/** Milliseconds after a delivery in which credentials and address are not doubted for one request. */
const TRUST = 10_000;

/** Refusals without any acceptance: beyond it the destination is taken to refuse everything. */
const MOST_REFUSALS = 24;

export interface DelivererParts extends ExchangeSettings {
  queue: DestinationQueue;
  circuit: Circuit;
  failures: Failures;
  disposal: Disposal;
  tally: Tally;
  reporter: Reporter;
  requestsPerSecond: number;
  /** Milliseconds of the longest pause before the first repetition. */
  retryDelay: number;
  circuitFailures: number;
  /** Aborted when no further request is to begin. */
  ending: AbortSignal;
}

/** Brings the events of a request to their end: delivered, dead, or back in the queue. */
export class Deliverer {
  readonly #parts: DelivererParts;
  readonly #rate: RateLimit;
  readonly #sorter: Sorter;
  /** When a request last began or ended, on a monotonic clock. */
  #lastSign = 0;
  /** Since the destination last accepted anything. */
  #refusals = 0;
  /** Failures since then that were put down to events. */
  #doubts = 0;
  /** When it did, on a monotonic clock. */
  #lastDelivery = Number.NEGATIVE_INFINITY;

  constructor(parts: DelivererParts) {
    this.#parts = parts;
    this.#rate = new RateLimit(parts.requestsPerSecond);
    this.#sorter = new Sorter(parts.failures);
  }

  /** Sends a request, in halves of halves where it is refused as a whole, the largest first. */
  async deliver(request: readonly PackedEvent[]): Promise<void> {
    const { queue, circuit, disposal } = this.#parts;
    const waiting = [request];
    /** Refused, each alone. */
    const suspects: DeadLetter[] = [];
    /** Whether the fault is in it, as the destination takes others. */
    let isToBlame = false;
    for (const given of waiting) {
      if (!(await this.#mayTry())) {
        await queue.putBack(eventsOf(given));
        continue;
      }
      const items = await giveBackErased(given, queue);
      if (items.length === 0) continue;
      const begun = performance.now();
      const sorted = await this.#attempt(items, isToBlame, begun);
      const { refused, isFailing, isProven, failure } = sorted;
      isToBlame ||= isProven;
      if (refused.length === 0) continue;
      // Of what it refuses, a destination that takes others may be asked for each; one that fails may be down by now.
      const isAtFault = isFailing || !isProven;
      if (isAtFault) this.#refusals++;
      if (isAtFault && this.#refusals > MOST_REFUSALS) {
        await disposal.hold(eventsOf(refused), failure, begun);
      } else if (refused.length === 1) {
        circuit.succeed();
        suspects.push(letter(refused[0]!.event, failure));
      } else {
        const middle = Math.ceil(refused.length / 2);
        waiting.push(refused.slice(0, middle), refused.slice(middle));
      }
    }
    await (isToBlame ? disposal.bury(suspects) : disposal.doubt(suspects));
  }

  /** From now on, something is to be heard. */
  begin(): void {
    this.#lastSign = performance.now();
  }

  /** Whether nothing was heard for longer than any request, and the wait for it, can take. */
  isSilent(): boolean {
    const { timeout, requestsPerSecond } = this.#parts;
    return performance.now() - this.#lastSign > 2 * (timeout + 1_000 / requestsPerSecond);
  }

  /** Waits until the rate allows it. */
  async #mayTry(): Promise<boolean> {
    if (!this.#isOpen()) return false;
    this.#lastSign = performance.now();
    await sleep(this.#rate.reserve(performance.now()), this.#parts.ending);
    return this.#isOpen();
  }

  #isOpen(): boolean {
    const { circuit, ending } = this.#parts;
    return !ending.aborted && circuit.remaining(performance.now()) <= 0;
  }

  /** @param begun now, on a monotonic clock */
  async #attempt(
    items: readonly PackedEvent[],
    isToBlame: boolean,
    begun: number,
  ): Promise<Sorted> {
    const { queue, failures, disposal, tally, retryDelay, circuitFailures } = this.#parts;
    const { deliveries } = failures;
    tally.attempts++;
    const answered = await exchange(items, this.#parts);
    const outcomes = hasErased(items, queue) ? answered.map(withoutAnswer) : answered;
    this.#lastSign = performance.now();
    const tookOthers = failures.deliveries > deliveries;
    // Right after it took others, it may be these that it fails on.
    const isTrusted = begun - this.#lastDelivery < retryDelay && this.#doubts < circuitFailures;
    const sorted = this.#sorter.sort(items, outcomes, { isToBlame, tookOthers, isTrusted });
    if (sorted.delivered.length > 0) {
      await queue.settle(sorted.delivered);
      tally.delivered += sorted.delivered.length;
      this.#refusals = 0;
      this.#doubts = 0;
      this.#lastDelivery = performance.now();
    } else if (sorted.resting.length > 0 || sorted.isFailing) this.#doubts++;
    await disposal.discard(sorted.discarded, sorted.failure);
    await disposal.bury(sorted.dead);
    // An event that fails alone must not stand in the way of others.
    const isWhole = items.length > 1 && sorted.again.length === items.length;
    if (sorted.again.length > 0) await queue.putBack(sorted.again, { last: !isWhole });
    if (sorted.resting.length > 0) await queue.putBack(sorted.resting, { last: true });
    this.#pace(sorted, begun, isTrusted);
    return sorted;
  }

  /** Any answer that disposes of an event is a sign of life. */
  #pace(
    { delivered, dead, again, after, isBlocked, failure }: Sorted,
    begun: number,
    isTrusted: boolean,
  ): void {
    const { circuit, tally, reporter } = this.#parts;
    const now = performance.now();
    if (failure.reason !== "") tally.lastFailure = reporter.redactFailure(failure);
    if (isBlocked && now - this.#lastDelivery > TRUST) {
      circuit.open(now, begun);
      const advice = "Check its credentials and address; events are kept and tried again slowly.";
      reporter.tell("PEEK_E_DESTINATION_BLOCKED", `${inLogs(failure)}. ${advice}`);
      return;
    }
    if (delivered.length + dead.length > 0) circuit.succeed();
    if (again.length === 0) return;
    if (isTrusted) circuit.rest(now, after);
    else circuit.fail(now, after, begun);
    if (delivered.length > 0) return;
    const problem = `${inLogs(failure)}. Events are kept and tried again.`;
    reporter.tell("PEEK_E_DESTINATION_FAILED", problem);
  }
}

function eventsOf(items: readonly PackedEvent[]): QueuedEvent[] {
  return items.map(({ event }) => event);
}
