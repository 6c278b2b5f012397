import type { QueuedEvent } from "@peekjs/protocol";
import type { QueueRepeats } from "../storage.ts";
import type { LoggedEvent } from "./event-index.ts";
import { checksumOf } from "./read-payloads.ts";

/** What of a queue was added before a crash, to tell what comes again out of the outbox. Two events may share an id. */
export class Repeats implements QueueRepeats {
  isExpected = false;
  #passedOver = 0;
  /** What rests in the queue's log, and what has left it. */
  readonly #known = new Set<string>();

  get passedOver(): number {
    return this.#passedOver;
  }

  /** To be called for whatever is found in the log, when it is opened. */
  note({ id, length, checksum }: LoggedEvent): void {
    this.#known.add(keyOf(id, length, checksum));
  }

  /** Of what is added, that which is no repetition. */
  without(events: readonly QueuedEvent[]): readonly QueuedEvent[] {
    if (!this.isExpected || this.#known.size === 0) return events;
    return events.filter((event) => !this.#isKnown(event));
  }

  countPassedOver(events: number): void {
    this.#passedOver += events;
  }

  /** Nothing comes again any more. */
  forget(): void {
    this.#known.clear();
  }

  #isKnown({ id, json }: QueuedEvent): boolean {
    const payload = Buffer.from(json);
    return this.#known.has(keyOf(id, payload.length, checksumOf(payload)));
  }
}

function keyOf(id: string, length: number, checksum: number): string {
  return `${length} ${checksum} ${id}`;
}
