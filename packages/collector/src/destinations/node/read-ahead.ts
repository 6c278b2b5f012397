import type { LoggedEvent } from "./event-index.ts";
import type { Payload } from "./read-payloads.ts";

/** Payloads that are read together: so many, of so many bytes, or one. */
const AT_ONCE = { events: 64, bytes: 256 * 1024 };

/** Reads payloads with those behind them: where each event is a request of its own, they are taken one by one. */
export class ReadAhead {
  readonly #read: (events: readonly LoggedEvent[]) => Promise<Payload[]>;
  /** Of the last read, what was not asked for since. */
  #payloads = new Map<LoggedEvent, string>();

  constructor(read: (events: readonly LoggedEvent[]) => Promise<Payload[]>) {
    this.#read = read;
  }

  /** Payloads in the order of their events. */
  async read(
    events: readonly LoggedEvent[],
    following: (most: number) => readonly LoggedEvent[],
  ): Promise<Payload[]> {
    const isKnown = events.every((event) => this.#payloads.has(event));
    if (!isKnown) return this.#readWith(events, following(AT_ONCE.events - events.length));
    return events.map((event) => {
      const payload = this.#payloads.get(event)!;
      this.#payloads.delete(event);
      return payload;
    });
  }

  forget(): void {
    this.#payloads = new Map();
  }

  async #readWith(
    events: readonly LoggedEvent[],
    following: readonly LoggedEvent[],
  ): Promise<Payload[]> {
    const next = firstOf(following, AT_ONCE.bytes - bytesOf(events));
    const read = new Map<LoggedEvent, string>();
    this.#payloads = read;
    const payloads = await this.#read([...events, ...next]);
    // What cannot be read ahead is looked at when it is asked for.
    for (const [index, payload] of payloads.slice(events.length).entries()) {
      if (typeof payload === "string") read.set(next[index]!, payload);
    }
    return payloads.slice(0, events.length);
  }
}

/** As many as have so few bytes together. */
function firstOf(events: readonly LoggedEvent[], mostBytes: number): readonly LoggedEvent[] {
  let bytes = 0;
  const end = events.findIndex(({ length }) => (bytes += length) > mostBytes);
  return end === -1 ? events : events.slice(0, end);
}

function bytesOf(events: readonly LoggedEvent[]): number {
  return events.reduce((sum, { length }) => sum + length, 0);
}
