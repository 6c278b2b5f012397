import type {
  DeadLetter,
  DestinationQueue,
  QueuedEvent,
  QueuedRecord,
  QueueMemory,
} from "@peekjs/protocol";
import { PlacedList } from "@peekjs/protocol/internal";

export interface MemoryQueueBounds {
  maxQueueEvents: number;
  maxQueueBytes: number;
  maxDeadLetters: number;
}

/** Events in memory, in the order of their arrival. */
export class MemoryQueue implements DestinationQueue, QueueMemory {
  readonly #bounds: MemoryQueueBounds;
  /** By place, so that what is put back returns to where it was. */
  readonly #waiting = new PlacedList<Placed>(({ place }) => place);
  readonly #taken = new Map<QueuedEvent, number>();
  /** Of those: erased meanwhile. */
  readonly #erased = new Set<QueuedEvent>();
  #erasures = 0;
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
      this.#waiting.push([{ place: this.#places++, event }]);
      this.#bytes += event.bytes;
      added++;
    }
    return added;
  }

  take(most: number): QueuedEvent[] {
    const taken = this.#waiting.take(most);
    for (const { event, place } of taken) this.#taken.set(event, place);
    return taken.map(({ event }) => event);
  }

  putBack(
    events: readonly QueuedEvent[],
    { last = false }: { last?: boolean | undefined } = {},
  ): void {
    const back = this.#release(this.#withoutErased(events));
    if (last) this.#waiting.push(back.map(({ event }) => ({ place: this.#places++, event })));
    else this.#waiting.putBack(back);
  }

  settle(events: readonly QueuedEvent[]): void {
    for (const event of events) {
      if (this.#taken.delete(event)) this.#bytes -= event.bytes;
      this.#erased.delete(event);
    }
  }

  isErased(event: QueuedEvent): boolean {
    return this.#erased.has(event);
  }

  bury(letters: readonly DeadLetter[]): number {
    const buried = new Set(this.#withoutErased(letters.map(({ event }) => event)));
    this.settle([...buried]);
    const all = [...this.#dead, ...letters.filter(({ event }) => buried.has(event))];
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

  find(isMeant: (event: QueuedEvent) => boolean): QueuedRecord[] {
    const waiting = this.#waiting.all.map(({ event }) => event);
    const underWay = [...this.#taken.keys()].filter((event) => !this.#erased.has(event));
    const queued = [...underWay, ...waiting].map((event) => ({ event }));
    return [...queued, ...this.#dead].filter(({ event }) => isMeant(event));
  }

  erase(isMeant: (event: QueuedEvent) => boolean): number {
    const found = new Set(this.find(isMeant).map(({ event }) => event));
    const underWay = [...this.#taken.keys()].filter((event) => found.has(event));
    for (const event of underWay) this.#erased.add(event);
    for (const { event } of this.#waiting.all) if (found.has(event)) this.#bytes -= event.bytes;
    this.#waiting.remove(({ event }) => found.has(event));
    const left = this.#dead.filter(({ event }) => !found.has(event));
    // Of a request with several events, the answer to one may be about another.
    this.#dead = left.map(({ event, reason, at }) => ({ event, reason, at }));
    const erased = found.size - underWay.length;
    this.#erasures += erased;
    return erased;
  }

  size(): { events: number; bytes: number; dead: number; erased: number } {
    const { length: dead } = this.#dead;
    return { events: this.#count, bytes: this.#bytes, dead, erased: this.#erasures };
  }

  /** What was erased while it was taken is neither sent again nor kept. */
  #withoutErased(events: readonly QueuedEvent[]): QueuedEvent[] {
    const erased = events.filter((event) => this.#erased.has(event));
    this.settle(erased);
    this.#erasures += erased.length;
    return erased.length === 0 ? [...events] : events.filter((event) => !erased.includes(event));
  }

  #release(events: readonly QueuedEvent[]): Placed[] {
    const released: Placed[] = [];
    for (const event of events) {
      const place = this.#taken.get(event);
      if (place !== undefined) released.push({ place, event });
      this.#taken.delete(event);
    }
    return released;
  }

  get #count(): number {
    return this.#waiting.length + this.#taken.size;
  }
}

interface Placed {
  place: number;
  event: QueuedEvent;
}
