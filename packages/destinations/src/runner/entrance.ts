import {
  HAND_OVER_LIMIT,
  type DeadLetter,
  type DestinationQueue,
  type EventSource,
  type OutgoingRequest,
  type ProductEvent,
  type QueuedEvent,
} from "@peekjs/protocol";
import type { Disposal } from "./disposal.ts";
import { describeError } from "./describe-error.ts";
import type { Intake, Mapper } from "./intake.ts";
import type { Pump } from "./pump.ts";
import { QUEUE_ADVICE, type Reporter } from "./reporter.ts";
import { letter } from "./sort-outcomes.ts";
import type { Tally } from "./tally.ts";
import { nextTurn } from "./timer.ts";

export interface EntranceParts {
  mapper: Mapper;
  queue: DestinationQueue;
  pump: Pump;
  disposal: Disposal;
  tally: Tally;
  reporter: Reporter;
  /** Aborted when nothing is taken in any more. */
  ending: AbortSignal;
}

/** Takes in what a destination is given: maps it, queues it, and buries what would be refused. */
export class Entrance {
  readonly #parts: EntranceParts;

  constructor(parts: EntranceParts) {
    this.#parts = parts;
  }

  /** Resolves with the ids of {@link Intake}. */
  takeEvents(
    events: readonly ProductEvent[],
    source: EventSource,
  ): Promise<readonly (string | undefined)[]> {
    return this.#takeSlices(events, (slice) => this.#parts.mapper.mapEvents(slice, source));
  }

  async takeRequests(requests: readonly OutgoingRequest[], source: EventSource): Promise<void> {
    await this.#takeSlices(requests, (slice) => this.#parts.mapper.mapRequests(slice, source));
  }

  /** So many at a time: mapping and hashing many events at once would hold up everything else. */
  async #takeSlices<Input>(
    inputs: readonly Input[],
    map: (slice: readonly Input[]) => Intake,
  ): Promise<readonly (string | undefined)[]> {
    const ids: (string | undefined)[] = [];
    for (let start = 0; start < inputs.length; start += HAND_OVER_LIMIT) {
      if (start > 0) await nextTurn();
      const intake = map(inputs.slice(start, start + HAND_OVER_LIMIT));
      await this.#take(intake);
      ids.push(...intake.ids);
    }
    return ids;
  }

  async #take({ queued, invalid }: Intake): Promise<void> {
    const { ending, tally } = this.#parts;
    if (ending.aborted) {
      tally.drop("closed", queued.length + invalid.length);
      return;
    }
    await this.#add(queued, queued.length + invalid.length);
    await this.#bury(invalid.map(({ event, reason }) => letter(event, { reason })));
  }

  /** @param count of the events that come back when the queue fails: whoever hands over keeps them */
  async #add(queued: readonly QueuedEvent[], count: number): Promise<void> {
    if (queued.length === 0) return;
    const { queue, pump, tally, reporter } = this.#parts;
    try {
      this.#dropFull(queued.length - (await queue.add(queued)));
    } catch (error) {
      tally.accepted -= count;
      const failure = { reason: `could not queue ${count} events`, answer: describeError(error) };
      tally.lastFailure = reporter.redactFailure(failure);
      const problem = `${failure.reason} (${failure.answer}). ${QUEUE_ADVICE}`;
      throw reporter.error("PEEK_E_DESTINATION_QUEUE", problem, error);
    }
    pump.wake();
  }

  /** What is refused anyway costs nobody else, though no dead letter can be kept of it. */
  async #bury(letters: readonly DeadLetter[]): Promise<void> {
    const { disposal, tally, reporter } = this.#parts;
    try {
      await disposal.bury(letters);
    } catch (error) {
      tally.drop("dead_letters_failed", letters.length);
      const problem = `could not keep ${letters.length} dead letters (${describeError(error)}). ${QUEUE_ADVICE}`;
      reporter.tell("PEEK_E_DESTINATION_QUEUE", problem);
    }
  }

  #dropFull(count: number): void {
    if (count === 0) return;
    const { tally, reporter } = this.#parts;
    tally.drop("queue_full", count);
    const problem = `dropped ${count} events: its queue is full. stats() has the totals.`;
    reporter.tell("PEEK_W_DESTINATION_DROPPED", problem);
  }
}
