import type { DeadLetter, DestinationQueue, QueuedEvent } from "@peekjs/protocol";

export interface MemoryQueueBounds {
  maxQueueEvents: number;
  maxQueueBytes: number;
  maxDeadLetters: number;
}

/** Events in memory, in the order of their arrival. */
export class MemoryQueue implements DestinationQueue {
  readonly #bounds: MemoryQueueBounds;
  /** By place, so that what is put back returns to where it was. */
  #waiting: Placed[] = [];
  /** Where waiting begins: cheaper than to shift. */
  #head = 0;
  readonly #taken = new Map<QueuedEvent, number>();
  #places = 0;
  #bytes = 0;
  #dead: DeadLetter[] = [];

  constructor(bounds: MemoryQueueBounds) {
    this.#bounds = bounds;
  }

  add(events: readonly QueuedEvent[]): number {
    let added = 0;
    for (const event of events) {
      const isFull = this.#count >= this.#bounds.maxQueueEvents;
      if (isFull || this.#bytes + event.bytes > this.#bounds.maxQueueBytes) break;
      this.#waiting.push({ place: this.#places++, event });
      this.#bytes += event.bytes;
      added++;
    }
    return added;
  }

  take(most: number): QueuedEvent[] {
    const end = Math.min(this.#head + most, this.#waiting.length);
    const taken = this.#waiting.slice(this.#head, end);
    this.#head = end;
    if (this.#head * 2 > this.#waiting.length) {
      this.#waiting = this.#waiting.slice(this.#head);
      this.#head = 0;
    }
    for (const { event, place } of taken) this.#taken.set(event, place);
    return taken.map(({ event }) => event);
  }

  putBack(events: readonly QueuedEvent[]): void {
    const back: Placed[] = [];
    for (const event of events) {
      const place = this.#taken.get(event);
      if (place !== undefined) back.push({ place, event });
      this.#taken.delete(event);
    }
    const waiting = this.#waiting.slice(this.#head);
    this.#waiting = [...back, ...waiting].sort((a, b) => a.place - b.place);
    this.#head = 0;
  }

  settle(events: readonly QueuedEvent[]): void {
    for (const event of events) if (this.#taken.delete(event)) this.#bytes -= event.bytes;
  }

  bury(letters: readonly DeadLetter[]): number {
    this.settle(letters.map(({ event }) => event));
    const all = [...this.#dead, ...letters];
    const gone = Math.max(0, all.length - this.#bounds.maxDeadLetters);
    this.#dead = all.slice(gone);
    return gone;
  }

  deadLetters(): readonly DeadLetter[] {
    return this.#dead;
  }

  redrive(): number {
    const added = this.add(this.#dead.map(({ event }) => event));
    this.#dead = this.#dead.slice(added);
    return added;
  }

  size(): { events: number; bytes: number; dead: number } {
    return { events: this.#count, bytes: this.#bytes, dead: this.#dead.length };
  }

  get #count(): number {
    return this.#waiting.length - this.#head + this.#taken.size;
  }
}

interface Placed {
  place: number;
  event: QueuedEvent;
}
