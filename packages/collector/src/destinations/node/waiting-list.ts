import type { LoggedEvent } from "./event-index.ts";

/** Events that wait, in their order. */
export class WaitingList {
  #events: LoggedEvent[];
  /** Where those begin that wait: cheaper than to shift. */
  #head = 0;
  /** Of those that have been put behind others: the number of the last of these. */
  readonly #behind = new WeakMap<LoggedEvent, number>();
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

  /** To their old places. */
  putBack(events: readonly LoggedEvent[]): void {
    this.#replace([...events, ...this.all].sort((a, b) => this.#placeOf(a) - this.#placeOf(b)));
  }

  /** Behind all others. */
  putLast(events: readonly LoggedEvent[]): void {
    for (const event of events) this.#behind.set(event, this.#last);
    this.#replace([...this.all, ...events]);
  }

  remove(events: ReadonlySet<LoggedEvent>): void {
    this.#replace(this.all.filter((event) => !events.has(event)));
  }

  #placeOf(event: LoggedEvent): number {
    return this.#behind.get(event) ?? event.sequence;
  }

  #replace(events: LoggedEvent[]): void {
    this.#events = events;
    this.#head = 0;
  }
}
