import type { LoggedEvent } from "./event-index.ts";

/** Events that wait, in their order. */
export class WaitingList {
  #events: LoggedEvent[];
  /** Where those begin that wait: cheaper than to shift. */
  #head = 0;
  /** The highest number that was ever in it. */
  #last: number;

  constructor(events: LoggedEvent[]) {
    this.#events = events;
    this.#last = events.at(-1)?.sequence ?? 0;
  }

  get all(): LoggedEvent[] {
    return this.#events.slice(this.#head);
  }

  push(events: readonly LoggedEvent[]): void {
    for (const event of events) this.#events.push(event);
    this.#last = Math.max(this.#last, events.at(-1)?.sequence ?? 0);
  }

  /** The first, at most so many. */
  take(most: number): LoggedEvent[] {
    const end = Math.min(this.#head + most, this.#events.length);
    const taken = this.#events.slice(this.#head, end);
    this.#head = end;
    if (this.#head * 2 > this.#events.length) this.#replace(this.all);
    return taken;
  }

  /** The first, at most so many, which stay. */
  first(most: number): LoggedEvent[] {
    return this.#events.slice(this.#head, this.#head + Math.max(0, most));
  }

  /** To their old places: near the head, whence they came. */
  putBack(events: readonly LoggedEvent[]): void {
    if (events.length === 0) return;
    const back = events.toSorted((a, b) => placeOf(a) - placeOf(b));
    const end = this.#endBefore(placeOf(back.at(-1)!));
    const between = this.#events.slice(this.#head, end);
    const merged = [...back, ...between].sort((a, b) => placeOf(a) - placeOf(b));
    const start = this.#head - back.length;
    if (start < 0) {
      this.#replace([...merged, ...this.#events.slice(end)]);
      return;
    }
    for (const [index, event] of merged.entries()) this.#events[start + index] = event;
    this.#head = start;
  }

  /** Behind all others. */
  putLast(events: readonly LoggedEvent[]): void {
    for (const event of events) {
      event.behind = this.#last;
      this.#events.push(event);
    }
  }

  remove(events: ReadonlySet<LoggedEvent>): void {
    this.#replace(this.all.filter((event) => !events.has(event)));
  }

  /** Where those end that are at this place or before it. */
  #endBefore(place: number): number {
    let end = this.#head;
    while (end < this.#events.length && placeOf(this.#events[end]!) <= place) end++;
    return end;
  }

  #replace(events: LoggedEvent[]): void {
    this.#events = events;
    this.#head = 0;
  }
}

function placeOf({ behind, sequence }: LoggedEvent): number {
  return behind ?? sequence;
}
