import type { DeadLetter, DestinationQueue, QueuedEvent } from "@peekjs/protocol";
import type { Circuit } from "./circuit.ts";
import { inLogs, type Failure } from "./failure-in-logs.ts";
import type { Failures } from "./failures.ts";
import type { Reporter } from "./reporter.ts";
import type { Tally } from "./tally.ts";

export interface DisposalParts {
  queue: DestinationQueue;
  circuit: Circuit;
  failures: Failures;
  tally: Tally;
  reporter: Reporter;
}

/** Does with events what is to be done when they were not taken, and says so. */
export class Disposal {
  readonly #parts: DisposalParts;

  constructor(parts: DisposalParts) {
    this.#parts = parts;
  }

  /** Gives events up: as dead letters, they can be looked at and sent again. */
  async bury(letters: readonly DeadLetter[]): Promise<void> {
    if (letters.length === 0) return;
    const { queue, tally, reporter } = this.#parts;
    const redacted = letters.map(({ event, at, ...failure }) => ({
      event,
      ...reporter.redactFailure(failure),
      at,
    }));
    tally.drop("dead_letters_full", await queue.bury(redacted));
    const { reason, answer } = redacted.at(-1)!;
    tally.lastFailure = { reason, answer };
    const advice =
      "They are kept as dead letters, with what it answered: see deadLetters() and redrive().";
    const problem = `did not take ${countOf(letters)}: ${reason}. ${advice}`;
    reporter.tell("PEEK_W_DESTINATION_REJECTED", problem);
  }

  /** Nobody knows which of its neighbours these are: they can be neither sent again nor shown. */
  async discard(events: readonly QueuedEvent[], failure: Failure): Promise<void> {
    if (events.length === 0) return;
    const { queue, tally, reporter } = this.#parts;
    await queue.settle(events);
    tally.drop("rejected", events.length);
    const advice = "It does not say which: they are counted as dropped, and not sent again.";
    const problem = `did not take ${countOf(events)} of a request: ${inLogs(failure)}. ${advice}`;
    reporter.tell("PEEK_W_DESTINATION_REJECTED", problem);
  }

  /** What is refused before the destination has taken others may be in order: it is tried again when it has. */
  async doubt(letters: readonly DeadLetter[]): Promise<void> {
    if (letters.length === 0) return;
    const { queue, failures, reporter } = this.#parts;
    const events = letters.map(({ event }) => event);
    const now = performance.now();
    for (const { id } of events) failures.suspect(id, now);
    await queue.putBack(events, { last: true });
    const advice = "Kept, and given up only if it takes others.";
    const problem = `did not take ${countOf(letters)}: ${inLogs(letters.at(-1)!)}. ${advice}`;
    reporter.tell("PEEK_E_DESTINATION_FAILED", problem);
  }

  /**
   * Leaves a destination alone that refuses everything.
   *
   * @param begun when the request did that it refused last, on a monotonic clock
   */
  async hold(events: readonly QueuedEvent[], failure: Failure, begun: number): Promise<void> {
    const { queue, circuit, reporter } = this.#parts;
    await queue.putBack(events);
    circuit.open(performance.now(), begun);
    const advice = "It refuses everything: check its settings; events are kept.";
    reporter.tell("PEEK_E_DESTINATION_BLOCKED", `${inLogs(failure)}. ${advice}`);
  }
}

function countOf({ length }: readonly unknown[]): string {
  return `${length} ${length === 1 ? "event" : "events"}`;
}
