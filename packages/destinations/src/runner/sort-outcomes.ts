import type { DeadLetter, QueuedEvent } from "@peekjs/protocol";
import type { Outcome } from "../outcome.ts";
import type { PackedEvent } from "./pack.ts";

/** Repetitions of an event that alone fails in requests that succeed. */
const MOST_PARTIAL_FAILURES = 10;

/** The outcomes of one request, sorted. */
export interface Sorted {
  delivered: QueuedEvent[];
  again: QueuedEvent[];
  dead: DeadLetter[];
  /** The request was refused as a whole. */
  refused: PackedEvent[];
  reason: string | undefined;
  /** The longest pause that was asked for, in milliseconds. */
  after: number;
  isBlocked: boolean;
}

/** Sorts events by what became of them, and counts how often an event failed while its neighbours did not. */
export class Sorter {
  /** By id. */
  readonly #partialFailures = new Map<string, number>();

  sort(items: readonly PackedEvent[], outcomes: readonly Outcome[]): Sorted {
    const sorted: Sorted = {
      delivered: [],
      again: [],
      dead: [],
      refused: [],
      reason: undefined,
      after: 0,
      isBlocked: false,
    };
    const isPartial = outcomes.some(({ kind }) => kind === "delivered");
    items.forEach((item, index) => this.#place(item, outcomes[index]!, isPartial, sorted));
    for (const { id } of sorted.delivered) this.#partialFailures.delete(id);
    for (const { event } of sorted.dead) this.#partialFailures.delete(event.id);
    return sorted;
  }

  #place(item: PackedEvent, outcome: Outcome, isPartial: boolean, sorted: Sorted): void {
    const { event } = item;
    if (outcome.kind === "delivered") {
      sorted.delivered.push(event);
      return;
    }
    sorted.reason = outcome.reason;
    if (outcome.kind === "rejected") sorted.dead.push(letter(event, outcome.reason));
    else if (outcome.kind === "refused") sorted.refused.push(item);
    else if (isPartial && this.#failedTooOften(event)) {
      sorted.dead.push(letter(event, outcome.reason));
    } else {
      sorted.again.push(event);
      sorted.isBlocked ||= outcome.kind === "blocked";
      if (outcome.kind === "retry") sorted.after = Math.max(sorted.after, outcome.after ?? 0);
    }
  }

  #failedTooOften({ id }: QueuedEvent): boolean {
    const failures = (this.#partialFailures.get(id) ?? 0) + 1;
    this.#partialFailures.set(id, failures);
    return failures > MOST_PARTIAL_FAILURES;
  }
}

export function letter(event: QueuedEvent, reason: string): DeadLetter {
  return { event, reason, at: Date.now() };
}

/** Tells events whose time is over from those that can still be sent. */
export function splitExpired(events: readonly QueuedEvent[]): {
  fresh: QueuedEvent[];
  expired: DeadLetter[];
} {
  const now = Date.now();
  const fresh: QueuedEvent[] = [];
  const expired: DeadLetter[] = [];
  for (const event of events) {
    if (event.expires === undefined || event.expires > now) fresh.push(event);
    else expired.push(letter(event, "the event became older than the destination takes"));
  }
  return { fresh, expired };
}
