import { PlacedList } from "@peekjs/protocol/internal";
import type { LoggedEvent } from "./event-index.ts";

/** Events that wait, in their order. */
export class WaitingList extends PlacedList<LoggedEvent> {
  /** The highest number that was ever in it. */
  #last: number;

  constructor(events: readonly LoggedEvent[]) {
    super(({ behind, sequence }) => behind ?? sequence, events);
    this.#last = events.at(-1)?.sequence ?? 0;
  }

  override push(events: readonly LoggedEvent[]): void {
    super.push(events);
    this.#last = Math.max(this.#last, events.at(-1)?.sequence ?? 0);
  }

  /** Behind all others. */
  putLast(events: readonly LoggedEvent[]): void {
    for (const event of events) event.behind = this.#last;
    super.push(events);
  }
}
