import type {
  DeadLetter,
  DestinationQueue,
  QueuedEvent,
  QueuedRecord,
  QueueMemory,
} from "@peekjs/protocol";

export interface MemoryQueueBounds {
  maxQueueEvents: number;
  maxQueueBytes: number;
  maxDeadLetters: number;
}

/** Events in memory, in the order of their arrival. */
export class MemoryQueue implements DestinationQueue, QueueMemory {
  readonly #bounds: MemoryQueueBounds;
  /** By place, so that what is put back returns to where it was. */
  #waiting: Placed[] = [];
  /** Where waiting begins: cheaper than to shift. */
  #head = 0;
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

  putBack(
    events: readonly QueuedEvent[],
    { last = false }: { last?: boolean | undefined } = {},
  ): void {
    const back = this.#release(this.#withoutErased(events));
    if (last) {
      for (const { event } of back) this.#waiting.push({ place: this.#places++, event });
      return;
    }
    this.#returnToPlaces(back.sort((a, b) => a.place - b.place));
  }

  settle(events: readonly QueuedEvent[]): void {
    for (const event of events) {
      if (this.#taken.delete(event)) this.#bytes -= event.bytes;
      this.#erased.delete(event);
    }
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
    const waiting = this.#waiting.slice(this.#head).map(({ event }) => event);
    const underWay = [...this.#taken.keys()].filter((event) => !this.#erased.has(event));
    const queued = [...underWay, ...waiting].map((event) => ({ event }));
    return [...queued, ...this.#dead].filter(({ event }) => isMeant(event));
  }

  erase(isMeant: (event: QueuedEvent) => boolean): number {
    const found = new Set(this.find(isMeant).map(({ event }) => event));
    const underWay = [...this.#taken.keys()].filter((event) => found.has(event));
    for (const event of underWay) this.#erased.add(event);
    const waiting = this.#waiting.slice(this.#head);
    this.#waiting = waiting.filter(({ event }) => !found.has(event));
    this.#head = 0;
    for (const { event } of waiting) if (found.has(event)) this.#bytes -= event.bytes;
    this.#dead = this.#dead.filter(({ event }) => !found.has(event));
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

  /** Near the head, whence they came. */
  #returnToPlaces(back: readonly Placed[]): void {
    const last = back.at(-1)?.place ?? Number.NEGATIVE_INFINITY;
    let end = this.#head;
    while (end < this.#waiting.length && this.#waiting[end]!.place < last) end++;
    const between = this.#waiting.slice(this.#head, end);
    const merged = [...back, ...between].sort((a, b) => a.place - b.place);
    const start = this.#head - back.length;
    if (start < 0) {
      this.#waiting = [...merged, ...this.#waiting.slice(end)];
      this.#head = 0;
      return;
    }
    for (const [index, placed] of merged.entries()) this.#waiting[start + index] = placed;
    this.#head = start;
  }

  get #count(): number {
    return this.#waiting.length - this.#head + this.#taken.size;
  }
}

interface Placed {
  place: number;
  event: QueuedEvent;
}
