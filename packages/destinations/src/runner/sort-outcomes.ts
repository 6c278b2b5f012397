import type { DeadLetter, DeliveryFailure, QueuedEvent } from "@peekjs/protocol";
import type { Outcome } from "../outcome.ts";
import type { Failure } from "./failure-in-logs.ts";
import type { Failures } from "./failures.ts";
import type { PackedEvent } from "./pack.ts";

/** Failures of an event by itself, after which it is given up: half an hour of them at least. */
const MOST_OWN_FAILURES = 15;

/** Failures of a request by itself, after which it is sent in halves. */
const FAILURES_BEFORE_HALVES = 3;

/** The outcomes of one request, sorted. */
export interface Sorted {
  delivered: QueuedEvent[];
  /** To be tried again when the destination may be tried. */
  again: QueuedEvent[];
  /** To be tried again when they have rested, each; the destination may be tried with others. */
  resting: QueuedEvent[];
  dead: DeadLetter[];
  discarded: QueuedEvent[];
  /** Refused, or failing again and again, as a whole: to be sent in halves. */
  refused: PackedEvent[];
  /** Whether `refused` failed, and was not refused. */
  isFailing: boolean;
  /** Whether the destination takes others, so that the fault is in these. */
  isProven: boolean;
  /** The last; without a reason when all was delivered. */
  failure: Failure;
  /** The longest pause that was asked for, in milliseconds. */
  after: number;
  isBlocked: boolean;
}

/** Sorts events by what became of them, and tells those that fail by themselves from those that fail with the destination. */
export class Sorter {
  readonly #failures: Failures;

  constructor(failures: Failures) {
    this.#failures = failures;
  }

  /**
   * @param isToBlame whether they are known to be at fault, or others of their request
   * @param tookOthers whether the destination took others while this was under way
   * @param isTrusted whether it took others so recently that an event is doubted first
   */
  sort(
    items: readonly PackedEvent[],
    outcomes: readonly Outcome[],
    { isToBlame = false, tookOthers = false, isTrusted = false } = {},
  ): Sorted {
    const sorted: Sorted = {
      delivered: [],
      again: [],
      resting: [],
      dead: [],
      discarded: [],
      refused: [],
      isFailing: false,
      isProven: isToBlame || tookOthers || outcomes.some(({ kind }) => kind === "delivered"),
      failure: { reason: "" },
      after: 0,
      isBlocked: false,
    };
    items.forEach((item, index) => place(item, outcomes[index]!, sorted));
    if (sorted.delivered.length > 0) this.#failures.countDelivery();
    const isWhole = items.length > 1 && sorted.delivered.length === 0;
    if (sorted.refused.length === items.length) this.#judgeRefused(items, sorted);
    else if (isWhole && sorted.again.length === items.length) {
      this.#judgeFailing(items, sorted, isToBlame || isTrusted);
    } else this.#judgeEach(sorted, isTrusted);
    if (sorted.delivered.length > 0) this.#failures.forget(keyOf(items));
    for (const { id } of sorted.delivered) this.#failures.forget(id);
    for (const { event } of sorted.dead) this.#failures.forget(event.id);
    return sorted;
  }

  #judgeRefused(items: readonly PackedEvent[], sorted: Sorted): void {
    const { own } = this.#failures.note(keyOf(items), sorted.isProven);
    sorted.isProven ||= own > 0;
  }

  #judgeFailing(items: readonly PackedEvent[], sorted: Sorted, isSuspect: boolean): void {
    if (sorted.after > 0) return;
    const { own } = this.#failures.note(keyOf(items), sorted.isProven);
    if (!isSuspect && own < FAILURES_BEFORE_HALVES) return;
    sorted.refused.push(...items);
    sorted.isFailing = true;
    sorted.again = [];
    sorted.isBlocked = false;
  }

  /** A destination that says when it wants to be asked again is asked for no event before. */
  #judgeEach(sorted: Sorted, isTrusted: boolean): void {
    if (sorted.after > 0) return;
    const { again, failure } = sorted;
    sorted.again = [];
    for (const event of again) {
      const { own } = this.#failures.note(event.id, sorted.isProven);
      if (own > MOST_OWN_FAILURES) sorted.dead.push(letter(event, failure));
      else if ((own > 0 || isTrusted) && this.#failures.rest(event.id, performance.now())) {
        sorted.resting.push(event);
      } else sorted.again.push(event);
    }
    sorted.isBlocked &&= sorted.again.length > 0;
  }
}

function place(item: PackedEvent, outcome: Outcome, sorted: Sorted): void {
  const { event } = item;
  if (outcome.kind === "delivered") {
    sorted.delivered.push(event);
    return;
  }
  sorted.failure = outcome;
  if (outcome.kind === "rejected") sorted.dead.push(letter(event, outcome));
  else if (outcome.kind === "discarded") sorted.discarded.push(event);
  else if (outcome.kind === "refused") sorted.refused.push(item);
  else {
    sorted.again.push(event);
    sorted.isBlocked ||= outcome.kind === "blocked";
    if (outcome.kind === "retry") sorted.after = Math.max(sorted.after, outcome.after ?? 0);
  }
}

/** What the failures of a request are remembered by: an event's own are another matter. */
function keyOf(items: readonly PackedEvent[]): string {
  const { id } = items[0]!;
  return items.length === 1 ? id : `${id} and others`;
}

export function letter(event: QueuedEvent, { reason, answer }: DeliveryFailure): DeadLetter {
  return { event, reason, answer, at: Date.now() };
}

const TOO_OLD = { reason: "the event became older than the destination takes" };

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
    else expired.push(letter(event, TOO_OLD));
  }
  return { fresh, expired };
}
